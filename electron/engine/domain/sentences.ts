// An op in words: one English sentence with its subject, and what it changed from and to.
import type { JsonValue } from '../../../shared/contract/primitives.js';
import { recordIn } from './moveRecord.js';
import type { Op } from './ops.js';

/** What the words need to know about the things an op names. */
export interface Names {
  entity(id: string): string;
  project(id: string): string;
  collection(id: string): string;
  /** `v3` inside its collection; also of links. */
  label(target: string): string;
  /** `mnist-cnn:v3` */
  version(id: string): string;
  run(id: string): string;
  device(id: string): string;
}

export interface Sentence {
  readonly subject: { readonly kind: string; readonly id: string; readonly label: string };
  readonly from: string | null;
  readonly to: string | null;
  /** Without the actor's name: `logged mnist-cnn:v3`. */
  readonly words: string;
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}

function named(op: Op): { readonly kind: string; readonly id: string } {
  const subject = op.body['subject'];
  const read = subject !== null && typeof subject === 'object' && !Array.isArray(subject) ? subject : {};
  return { kind: text(read['kind']), id: text(read['id']) };
}

const REPORT_WORDS: Readonly<Record<string, string>> = { title: 'the title', subtitle: 'the subtitle', panel: 'a panel', text: 'a text' };

function reportChanged(op: Op): Sentence {
  const { report, field, value } = op.body;
  const id = text(report);
  const part = text(field).split('.', 1)[0] ?? '';
  const titled = part === 'title' ? text(value) : null;
  const words = part === 'deleted' ? (value === true ? 'deleted a report' : 'restored a report') : `${value === null ? 'took away' : 'changed'} ${REPORT_WORDS[part] ?? 'something'} of a report`;
  return { subject: { kind: 'report', id, label: titled ?? id.slice(0, 8) }, from: null, to: titled, words: titled === null ? words : `titled a report "${titled}"` };
}

function nameOf(names: Names, kind: string, id: string): string {
  switch (kind) {
    case 'entity':
    case 'project':
    case 'collection':
    case 'version':
    case 'run':
      return names[kind](id);
    case 'link':
      return names.label(id);
    default:
      return kind === 'registry' ? 'the registry' : `${kind} ${id.slice(0, 8)}`;
  }
}

/** The value that the ops an op replaces had set; of several, the one to show. */
type Before = (op: Op) => Op | undefined;

function renamed(op: Op, names: Names, before: Before, kind: 'entity' | 'project' | 'collection'): Sentence {
  const id = text(op.body[kind]);
  const was = before(op)?.body['name'];
  const from = typeof was === 'string' ? was : null;
  const to = text(op.body['name']);
  return { subject: { kind, id, label: names[kind](id) }, from, to, words: `renamed ${from ?? `the ${kind}`} to ${to}` };
}

function aliasMoved(op: Op, names: Names, before: Before): Sentence {
  const collection = text(op.body['collection']);
  const alias = text(op.body['alias']);
  const target = text(op.body['target']);
  const was = before(op)?.body['target'];
  const from = typeof was === 'string' ? names.label(was) : null;
  const to = names.label(target);
  const name = names.collection(collection);
  const words = from === null ? `set ${alias} to ${to} of ${name}` : from === to ? `set ${alias} to ${to} of ${name} again` : `moved ${alias} from ${from} to ${to} of ${name}`;
  return { subject: { kind: 'collection', id: collection, label: name }, from, to, words };
}

function aliasRemoved(op: Op, names: Names, before: Before): Sentence {
  const collection = text(op.body['collection']);
  const was = before(op)?.body['target'];
  const from = typeof was === 'string' ? names.label(was) : null;
  const name = names.collection(collection);
  return { subject: { kind: 'collection', id: collection, label: name }, from, to: null, words: `removed ${text(op.body['alias'])}${from === null ? '' : ` from ${from}`} of ${name}` };
}

function aliasProposed(op: Op, names: Names): Sentence {
  const record = recordIn(op);
  const label = names.collection(record?.collection ?? '');
  const to = record?.target == null ? null : names.label(record.target);
  return { subject: { kind: 'collection', id: record?.collection ?? '', label }, from: null, to, words: `asked for ${record?.alias ?? ''} to be ${to === null ? 'removed' : `moved to ${to}`} of ${label}` };
}

function described(op: Op, names: Names, before: Before): Sentence {
  const { kind, id } = named(op);
  const field = text(op.body['field']);
  const was = before(op)?.body['value'];
  const label = nameOf(names, kind, id);
  const cleared = op.body['value'] === '' || op.body['value'] === null;
  return {
    subject: { kind, id, label },
    from: was === undefined ? null : text(was),
    to: cleared ? null : text(op.body['value']),
    words: `${cleared ? 'cleared' : was === undefined ? 'wrote' : 'changed'} the ${field} of ${label}`,
  };
}

const about = (names: Names, kind: 'entity' | 'project' | 'collection' | 'version' | 'run', id: string, words: (label: string) => string, to: string | null = null): Sentence => {
  const label = names[kind](id);
  return { subject: { kind, id, label }, from: null, to, words: words(label) };
};

function linkWords(op: Op, names: Names): Sentence {
  const version = text(op.body['version']);
  const model = names.collection(text(op.body['model']));
  const linked = op.kind === 'link';
  return about(names, 'version', version, (label) => (linked ? `linked ${label} to ${model}` : `unlinked ${label} from ${model}`), linked ? model : null);
}

const plain = (kind: string, id: string, label: string, words: string, to: string | null = null): Sentence => ({ subject: { kind, id, label }, from: null, to, words });

/** A text that a small document holds under a name. */
function held(value: JsonValue | undefined, field: string): string | null {
  const found = value !== null && typeof value === 'object' && !Array.isArray(value) ? value[field] : undefined;
  return typeof found === 'string' && found !== '' ? found : null;
}

function policyChanged(op: Op, names: Names, before: Before): Sentence {
  const [collection = '', ...alias] = text(op.body['policy']).split(':');
  const label = names.collection(collection);
  const [from, to] = [held(before(op)?.body['value'], 'text'), held(op.body['value'], 'text')];
  const did = to === null ? 'removed' : from === null ? 'set' : 'changed';
  return { subject: { kind: 'collection', id: collection, label }, from, to, words: `${did} the policy of ${alias.join(':')} of ${label}` };
}

function viewChanged(op: Op, before: Before): Sentence {
  const [was, is] = [before(op)?.body['value'], op.body['value']];
  const name = held(is, 'name') ?? held(was, 'name') ?? text(op.body['view']).slice(0, 8);
  const did = is === null ? 'removed' : was === undefined || was === null ? 'saved' : 'changed';
  return { subject: { kind: 'view', id: text(op.body['view']), label: name }, from: held(was, 'text'), to: held(is, 'text'), words: `${did} the smart collection ${name}` };
}

/** `before` gives the op that an op replaced, if it is here. An unknown kind is named as what it is. */
export function sentenceOf(op: Op, names: Names, before: Before): Sentence {
  const b = op.body;
  const id = (field: string): string => text(b[field]);
  switch (op.kind) {
    case 'entity.create':
      return about(names, 'entity', id('entity'), () => `created the ${id('form')} ${id('name')}`);
    case 'entity.rename':
      return renamed(op, names, before, 'entity');
    case 'entity.move':
      return about(names, 'entity', id('entity'), (label) => `moved ${label} to registry ${id('to')}`, id('to'));
    case 'project.create':
      return about(names, 'project', id('project'), () => `created the project ${id('name')}`);
    case 'project.rename':
      return renamed(op, names, before, 'project');
    case 'project.move':
      return about(names, 'project', id('project'), (label) => `moved the project ${label} to ${names.entity(id('entity'))}`, names.entity(id('entity')));
    case 'collection.create':
      return about(names, 'collection', id('collection'), () => (id('form') === 'registered' ? `created the registered model ${id('name')}` : `created ${id('name')} (${id('type')})`));
    case 'collection.rename':
      return renamed(op, names, before, 'collection');
    case 'collection.move':
      return about(names, 'collection', id('collection'), (label) => `moved ${label} to the project ${names.project(id('project'))}`, names.project(id('project')));
    case 'collection.synonym':
      return about(names, 'collection', id('collection'), (label) => `let ${label} be found in the project ${names.project(id('project'))} too`, names.project(id('project')));
    case 'run.start':
      return about(names, 'run', id('run'), (label) => `started the run ${label}`);
    case 'run.update':
      return about(names, 'run', id('run'), (label) => `updated the run ${label}`);
    case 'run.resume':
      return about(names, 'run', id('run'), (label) => `went on with the run ${label}`, 'running');
    case 'run.finish':
      return about(names, 'run', id('run'), (label) => (id('state') === 'finished' ? `finished the run ${label}` : `marked the run ${label} as ${id('state')}`), id('state'));
    case 'version':
      return about(names, 'version', id('version'), (label) => `added the bytes of ${label}`);
    case 'log':
      return about(names, 'version', id('version'), (label) => `logged ${label}`, names.label(id('version')));
    case 'use':
      return about(names, 'version', id('version'), (label) => `used ${label} in the run ${names.run(id('run'))}`);
    case 'number':
      return about(names, 'version', id('version'), () => `gave the number v${id('number')} in ${names.collection(id('collection'))}`, `v${id('number')}`);
    case 'link':
    case 'unlink':
      return linkWords(op, names);
    case 'alias.move':
      return aliasMoved(op, names, before);
    case 'alias.remove':
      return aliasRemoved(op, names, before);
    case 'alias.propose':
      return aliasProposed(op, names);
    case 'tag.add':
    case 'tag.remove': {
      const label = nameOf(names, named(op).kind, named(op).id);
      return plain(named(op).kind, named(op).id, label, op.kind === 'tag.add' ? `tagged ${label} ${id('tag')}` : `removed the tag ${id('tag')} from ${label}`, op.kind === 'tag.add' ? id('tag') : null);
    }
    case 'describe':
      return described(op, names, before);
    case 'delete':
    case 'restore': {
      const label = nameOf(names, named(op).kind, named(op).id);
      return plain(named(op).kind, named(op).id, label, `${op.kind}d ${label}`);
    }
    case 'metrics':
      return about(names, 'version', id('version'), (label) => `bound metrics to ${label}`);
    case 'history.part':
      return about(names, 'run', id('run'), (label) => `kept rows ${id('from')} to ${id('to')} of the run ${label}`);
    case 'facts':
      return plain('blob', id('blob'), id('blob').slice(0, 11), `read the facts of ${id('blob').slice(0, 11)} with ${id('parser')} ${id('parserVersion')}`);
    case 'signature':
      return about(names, 'version', id('version'), (label) => `signed ${label}`);
    case 'setting':
      if (id('scope').startsWith('remote:')) return plain('registry', op.registry, id('scope'), id('value') === 'single' ? 'let one device give the numbers: the storage does not decide' : 'let the storage decide about numbers', id('value'));
      return plain('registry', op.registry, id('scope'), `set ${id('key')} to ${id('value')}`, id('value'));
    case 'role':
      return plain('device', id('device'), names.device(id('device')), `let ${names.device(id('device'))} give the numbers`);
    case 'device':
      return plain('device', id('device'), id('name'), `added the device ${id('name')}`);
    case 'device.remove':
      return plain('device', id('device'), names.device(id('device')), `removed the device ${names.device(id('device'))}`);
    case 'policy':
      return policyChanged(op, names, before);
    case 'report':
      return reportChanged(op);
    case 'view':
      return viewChanged(op, before);
    default:
      return plain('op', '', op.kind, `did something this version of Cairn does not know ("${op.kind}")`);
  }
}
