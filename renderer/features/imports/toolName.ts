// The tools that logs come from, as people call them.
const TOOLS: Readonly<Record<string, string>> = { 'mlflow-db': 'MLflow', mlflow: 'MLflow', wandb: 'W&B', lightning: 'PyTorch Lightning', 'hf-trainer': 'Hugging Face Trainer', tensorboard: 'TensorBoard', csv: 'CSV log', dvc: 'DVC', plain: 'JSON, YAML or CSV' };

/** `TensorBoard`; the id itself for a tool that has no name here yet. */
export function toolName(importer: string): string {
  return TOOLS[importer] ?? importer;
}
