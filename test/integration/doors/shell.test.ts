// The command line in a shell: completion made from the program itself, help with examples, silence in a pipe.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cairn } from '../../support/cli.js';
import { tempFolder } from '../../support/tempFolder.js';

describe('completion', () => {
  it('offers the verbs and options of what was typed so far', () => {
    const home = tempFolder();
    const script = cairn(home, ['completion', 'bash']);
    expect(script.status, script.stderr).toBe(0);
    const file = join(home, 'completion.bash');
    writeFileSync(file, script.stdout);
    const offered = (...words: string[]): string[] => {
      const ask = `source ${file}; COMP_WORDS=(cairn ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _cairn; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const done = spawnSync('bash', ['-c', ask], { encoding: 'utf8', cwd: home });
      expect(done.stderr).toBe('');
      return done.stdout.split('\n').filter(Boolean);
    };
    expect(offered('al')).toEqual(['alias']);
    expect(offered('alias', 's')).toEqual(['set']);
    expect(offered('log', '--met')).toEqual(['--metric', '--metadata'].filter((flag) => flag.startsWith('--met')));
    expect(offered('hook', 'add', 'production', '--mo')).toEqual(['--model']);
    expect(offered('--js')).toEqual(['--json']);
    for (const shell of ['zsh', 'fish']) expect(cairn(home, ['completion', shell]).stdout).toContain('alias');
    expect(cairn(home, ['completion', 'tcsh']).status).toBe(2);
  });
});

describe('speaking', () => {
  it('shows examples, and prints nothing but the answer into a pipe', () => {
    const home = tempFolder();
    expect(cairn(home, ['log', '--help']).stdout).toContain('Examples:\n  cairn log model.safetensors');
    writeFileSync(join(home, 'w.bin'), Buffer.alloc(3_000_000, 1));
    const logged = cairn(home, ['log', join(home, 'w.bin'), '--name', 'net']);
    expect([logged.status, logged.stderr]).toEqual([0, '']);
    expect(logged.stdout.split('\n')[0]).toMatch(/^Logged net:v0/);
    expect(cairn(home, ['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
