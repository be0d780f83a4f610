// The form of a bucket: its fields, and what is filled in for well-known stores.
import { CairnError } from '../../../../shared/contract/errors.js';
import type { RemoteField, RemotePreset } from '../types.js';

const field = (name: string, label: string, help: string, more: Partial<RemoteField> = {}): RemoteField => ({ name, label, kind: 'text', required: false, help, placeholder: '', options: [], ...more });

export const S3_FIELDS: readonly RemoteField[] = [
  field('bucket', 'Bucket', 'Its name. The bucket has to exist.', { required: true, placeholder: 'acme-ml' }),
  field('prefix', 'Prefix', 'A folder in the bucket, so that several registries or other things can share it.', { placeholder: 'cairn' }),
  field('endpoint', 'Endpoint', 'Address of the store. Empty for AWS.', { placeholder: 'https://minio.example.org:9000' }),
  field('region', 'Region', 'As the store names it; us-east-1 where it has none.', { placeholder: 'eu-central-1' }),
  field('accessKeyId', 'Access key', 'Empty: taken from the profile or the environment.', { kind: 'secret' }),
  field('secretAccessKey', 'Secret key', '', { kind: 'secret' }),
  field('sessionToken', 'Session token', 'Only for temporary keys.', { kind: 'secret' }),
  field('profile', 'Profile', 'Of the AWS configuration files, instead of keys. Its region and address hold where none is given here.', { placeholder: 'default' }),
  field('pathStyle', 'Bucket in the path', 'For stores that have no host name for each bucket.', {
    kind: 'choice',
    options: [
      { value: '', label: 'Find out' },
      { value: '1', label: 'In the path' },
      { value: '0', label: 'In the host name' },
    ],
  }),
  field('sse', 'Encryption', 'Server-side encryption to ask for: AES256, aws:kms, or aws:kms:KEY.', { placeholder: 'AES256' }),
  field('ca', 'Certificate authority', 'PEM file of an authority to trust besides the usual ones.', { kind: 'text', placeholder: '/etc/ssl/company.pem' }),
];

export const S3_PRESETS: readonly RemotePreset[] = [
  { id: 'aws', title: 'AWS S3', values: { endpoint: '', pathStyle: '' } },
  { id: 'minio', title: 'MinIO', values: { endpoint: 'http://localhost:9000', region: 'us-east-1', pathStyle: '1' } },
  { id: 'r2', title: 'Cloudflare R2', values: { endpoint: 'https://ACCOUNT.r2.cloudflarestorage.com', region: 'auto', pathStyle: '1' } },
  { id: 'gcs', title: 'Google Cloud Storage', values: { endpoint: 'https://storage.googleapis.com', region: 'auto', pathStyle: '1' } },
  { id: 'ceph', title: 'Ceph', values: { endpoint: 'https://ceph.example.org', region: 'default', pathStyle: '1' } },
  { id: 'b2', title: 'Backblaze B2', values: { endpoint: 'https://s3.REGION.backblazeb2.com', pathStyle: '1' } },
];

/** The URL that filled-in fields mean. @throws CairnError invalid_input naming the field */
export function s3UrlOf(values: Readonly<Record<string, string>>): string {
  const bucket = (values['bucket'] ?? '').trim();
  if (bucket === '') throw new CairnError('invalid_input', 'Bucket: its name is missing.', { field: 'bucket' });
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) throw new CairnError('invalid_input', `Bucket: "${bucket}" is no name of a bucket (lower case letters, digits, dots and hyphens).`, { field: 'bucket' });
  const query = new URLSearchParams();
  for (const name of ['endpoint', 'region', 'pathStyle', 'profile', 'sse', 'ca']) {
    const value = (values[name] ?? '').trim();
    if (value !== '') query.set(name, value);
  }
  const prefix = (values['prefix'] ?? '').trim().replace(/^\/+|\/+$/g, '');
  return `s3://${bucket}${prefix ? `/${prefix.split('/').map(encodeURIComponent).join('/')}` : ''}${query.size > 0 ? `?${query.toString()}` : ''}`;
}
