// Examples shown by `cairn VERB --help`, one place for the verbs that people meet first.
import type { Command } from 'commander';

const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  log: ['cairn log model.safetensors --name mnist-cnn --metric acc=0.993 --config lr=3e-4 --alias best', 'cairn log ./checkpoint --name mnist-cnn --link "MNIST digits"', 'cairn log --name web-text --type dataset --ref s3://bucket/path'],
  use: ['cairn use mnist-cnn:best -o ./model', 'cairn use "MNIST digits:production"', 'cairn use mnist-cnn:v3 -o ./model --signature'],
  show: ['cairn show mnist-cnn:v3', 'cairn show mnist-cnn@1f2e3d4c --json'],
  ls: ['cairn ls', 'cairn ls versions mnist-cnn', 'cairn ls runs --json'],
  link: ['cairn link mnist-cnn:best "MNIST digits" --alias staging'],
  unlink: ['cairn unlink "MNIST digits:v2"'],
  'model create': ['cairn model create "MNIST digits" --description "Reads digits"'],
  'alias set': ['cairn alias set "MNIST digits:v3" production --note "passed review"'],
  'alias rollback': ['cairn alias rollback "MNIST digits:production" --to 2026-01-31T12:00Z'],
  'alias resolve': ['cairn alias resolve "MNIST digits:production" "MNIST digits:v4"'],
  acknowledge: ['cairn acknowledge mnist-cnn:v7', 'cairn acknowledge mnist-cnn'],
  history: ['cairn history "MNIST digits" --alias production'],
  inspect: ['cairn inspect model.safetensors'],
  verify: ['cairn verify', 'cairn verify --quick', 'cairn verify --remote', 'cairn verify --remote --deep', 'cairn verify mnist-cnn:v3 --signature --key public.pem'],
  sign: ['cairn sign mnist-cnn:v3 --key private.pem', 'cairn sign mnist-cnn:v3 --bundle model.sig --public-key public.pem'],
  delete: ['cairn delete mnist-cnn:v2 --note "trained on the wrong split"'],
  'run start': ['ID=$(cairn run start --project mnist --config lr=3e-4 --json | jq -r .id)'],
  'run log': ['cairn run log $ID loss=0.31 acc=0.94 --step 10'],
  'report export': ['cairn report export "Digits in production" digits.html', 'cairn report export "Digits in production" digits.md --force'],
  lineage: ['cairn lineage mnist-cnn:v3 --up'],
  sync: ['cairn sync', 'cairn sync log --errors', 'cairn sync limit --up 5MB/s --down off'],
  remote: ['cairn remote add team "s3://bucket/prefix?endpoint=https://minio:9000&pathStyle=1"'],
};

/** Adds the examples to the help of the verbs that exist. */
export function addExamples(program: Command): void {
  for (const [path, lines] of Object.entries(EXAMPLES)) {
    let command: Command | undefined = program;
    for (const name of path.split(' ')) command = command?.commands.find((each) => each.name() === name);
    command?.addHelpText('after', `\n${lines.length === 1 ? 'Example' : 'Examples'}:\n${lines.map((line) => `  ${line}`).join('\n')}`);
  }
}
