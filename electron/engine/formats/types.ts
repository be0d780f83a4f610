// What a model format is to Cairn: a cheap `detect`, then a bounded `inspect` that reads headers and never loads anything.

/** Bytes to look at: a file on disk, a blob, or a buffer. `read` gives exactly `length` bytes unless the source ends before. */
export interface FormatSource {
  readonly size: number;
  /** Base name, for formats that are told apart by it. */
  readonly name: string;
  read(offset: number, length: number): Promise<Uint8Array>;
}

export interface TensorFact {
  readonly name: string;
  /** As the format writes it: `F32`, `BF16`, `I64` ... */
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: number;
  /** Of its first byte, from the start of the file that holds it. */
  readonly offset: number;
  /** Path of the file that holds it, as written in this one, where that is another file. Not to be trusted as a path. */
  readonly location?: string;
}

/** From the harmless to the harmful. `clean`: looked into, nothing in it can run. `unknown`: it may be harmless, and that cannot be told. */
export const SAFETY_LEVELS = ['clean', 'unknown', 'suspicious', 'dangerous'] as const;
export type SafetyLevel = (typeof SAFETY_LEVELS)[number];

export interface SafetyFinding {
  readonly level: SafetyLevel;
  /** A sentence for people: what it would do. */
  readonly what: string;
  /** Where and what exactly: `opcode at byte 12: os.system("id")`. May be empty. */
  readonly evidence: string;
  /** Of the part inside the file, such as a member of an archive; empty for the file itself. */
  readonly path: string;
}

export interface Safety {
  readonly level: SafetyLevel;
  readonly findings: readonly SafetyFinding[];
}

/** One layer or module, in the order of the file. */
export interface LayerFact {
  readonly name: string;
  /** As the framework calls it, `Dense`; empty where the file does not say. */
  readonly kind: string;
  /** Sizes in words: `64 -> 10`, `weight [10, 64]`. */
  readonly detail: string;
  readonly parameters: number | null;
}

/** An input or output of the model. */
export interface PortFact {
  readonly name: string;
  readonly dtype: string;
  /** Sides that are free are words: `batch`, `?`. */
  readonly shape: readonly string[];
}

/** What `inspect` found out. */
export interface FormatFacts {
  readonly framework: string | null;
  /** Sum of the element counts of all tensors; null where it is not known or passes 2^53. */
  readonly parameters: number | null;
  /** In the order of their bytes in the file. */
  readonly tensors: readonly TensorFact[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly safety: Safety;
  /** Ascending offsets at which a part of the file begins or ends; chunks are cut there. Null: cut by content. */
  readonly borders: readonly number[] | null;
  /** Of the program that wrote the file, where it says so. */
  readonly frameworkVersion?: string;
  /** The kind of model in a few words: `Functional, 12 layers`. */
  readonly architecture?: string;
  /** At most MAX_LAYERS. */
  readonly layers?: readonly LayerFact[];
  /** Of all layers, where more than MAX_LAYERS. */
  readonly layerCount?: number;
  readonly inputs?: readonly PortFact[];
  readonly outputs?: readonly PortFact[];
}

/** Layers and ports that are kept of one file. */
export const MAX_LAYERS = 500;
export const MAX_PORTS = 64;

/** One model format. A new one is one file beside this one and one line in registry.ts. */
export interface Format {
  /** Short, stable, shown: `safetensors`. */
  readonly id: string;
  /** Lower case, without the dot. */
  readonly extensions: readonly string[];
  /** Name of the parser in facts that are kept. */
  readonly parser: string;
  /** Raised when `inspect` would now find something else in the same bytes. */
  readonly parserVersion: number;
  /**
   * How sure it is that this is its format, 0 to 1, or null. `head` is the first 4 KiB, or the whole file if it is
   * shorter. Never throws, allocates nothing that the file could make large.
   */
  detect(head: Uint8Array, name: string): number | null;
  /** Reads the header. A file that breaks the format's rules: CairnError `malformed_file`; never any other error of its own.
   * Into `findings` goes what is found out about its safety, as soon as it is: it holds also where the file is refused behind that. */
  inspect(source: FormatSource, findings?: SafetyFinding[]): Promise<FormatFacts>;
}

/** What `inspectFile` gives for a file of a known format; a malformed one has its `problem` and no facts. */
export interface InspectedFile extends FormatFacts {
  readonly format: string;
  readonly parser: string;
  readonly parserVersion: number;
  /** Sum of `tensors[].bytes`. */
  readonly tensorBytes: number;
  /** dtype -> bytes. */
  readonly dtypes: Readonly<Record<string, number>>;
  /** What was wrong with the file, in a sentence, or null. */
  readonly problem: string | null;
}
