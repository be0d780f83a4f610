// What the sample is called.

/** The team that owns it, so that nothing of it meets a name of a person's own. */
export const SAMPLE_ENTITY = 'Cairn sample';
export const SAMPLE_PROJECT = 'mnist';
export const SAMPLE_MODEL = 'MNIST Grayscale 28x28';
/** Drafts carry the id of the run that made them. */
export const SAMPLE_DRAFTS = 'mnist-nn-';
export const SAMPLE_DATA = 'mnist';
export const SAMPLE_HOLDOUT = 'mnist-evaluation';

/** A reference within the sample. */
export const sampleRef = (name: string): string => `${SAMPLE_ENTITY}/${SAMPLE_PROJECT}/${name}`;
export const sampleModel = (): string => `${SAMPLE_ENTITY}/model-registry/${SAMPLE_MODEL}`;
