// What kind of file a name suggests, for the "kind" column. A guess by extension alone: nothing relies on it.

const KINDS: Readonly<Record<string, string>> = {
  json: 'json', jsonl: 'json lines', yaml: 'yaml', yml: 'yaml', toml: 'toml', txt: 'text', md: 'markdown', csv: 'csv', tsv: 'csv',
  parquet: 'parquet', py: 'python', ipynb: 'notebook', sh: 'shell', png: 'image', jpg: 'image', jpeg: 'image', gif: 'image',
  webp: 'image', svg: 'image', wav: 'audio', flac: 'audio', mp3: 'audio', mp4: 'video', zip: 'zip', gz: 'gzip', tar: 'tar',
  bin: 'binary', pt: 'pytorch', pth: 'pytorch', ckpt: 'checkpoint', pkl: 'pickle', onnx: 'onnx', gguf: 'gguf', h5: 'hdf5',
  hdf5: 'hdf5', keras: 'keras', npy: 'numpy', npz: 'numpy', tflite: 'tflite', model: 'tokenizer', safetensors: 'safetensors',
};

/** `config.json` -> `json`; undefined for an extension nobody knows. */
export function kindOfName(name: string): string | undefined {
  const dot = name.lastIndexOf('.');
  if (dot <= 0) return undefined;
  const extension = name.slice(dot + 1).toLowerCase();
  return Object.hasOwn(KINDS, extension) ? KINDS[extension] : undefined;
}
