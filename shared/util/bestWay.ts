// Which way a metric is better, by the words in its name, where nobody chose.

/** A loss is best where it is least; anything else where it is greatest. */
export function bestWay(metric: string): 'max' | 'min' {
  return /loss|error|perplexity|mae|mse|rmse|latency|fid/i.test(metric) ? 'min' : 'max';
}
