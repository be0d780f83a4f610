// cairn completion: verbs and options for the shell, made from the program itself so that they cannot differ from it.
import type { Command } from 'commander';
import { CairnError, EXIT } from '../../../shared/contract/errors.js';
import { printError, printLine } from './output.js';

interface Verb {
  /** `alias set`; empty for the program itself. */
  readonly path: string;
  readonly description: string;
  /** Verbs below it. */
  readonly verbs: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly { readonly flag: string; readonly description: string }[];
}

function verbsOf(command: Command, path: readonly string[] = []): Verb[] {
  const below = command.commands.filter((each) => each.name() !== 'help');
  const own: Verb = {
    path: path.join(' '),
    description: command.description(),
    verbs: below.map((each) => ({ name: each.name(), description: each.description() })),
    options: command.options.flatMap((option) => (option.long ? [{ flag: option.long, description: option.description }] : [])),
  };
  return [own, ...below.flatMap((each) => verbsOf(each, [...path, each.name()]))];
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
/** The program's own options are offered everywhere, so not here again. */
const wordsOf = ({ path, verbs, options }: Verb): string => [...verbs.map((verb) => verb.name), ...(path === '' ? [] : options.map((option) => option.flag))].join(' ');

function bash(verbs: readonly Verb[], everywhere: string): string {
  const cases = verbs.map((verb) => `    ${quoted(verb.path)}) words=${quoted(wordsOf(verb))} ;;`);
  return `_cairn() {
  local cur=\${COMP_WORDS[COMP_CWORD]} path='' words='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) case " ${verbs.map((verb) => verb.path.replaceAll(' ', '_')).join(' ')} " in *" \${path:+\${path}_}$word "*) path=\${path:+\${path}_}$word ;; esac ;; esac
  done
  case "\${path//_/ }" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words ${everywhere}" -- "$cur"))
  [ \${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$cur"))
}
complete -o filenames -F _cairn cairn`;
}

function fish(verbs: readonly Verb[]): string {
  const lines = verbs.flatMap(({ path, verbs: below, options }) => {
    const names = path.split(' ').filter(Boolean);
    const here = names.length === 0 ? '__fish_use_subcommand' : names.map((name) => `__fish_seen_subcommand_from ${name}`).join('; and ');
    return [...below.map(({ name, description }) => `complete -c cairn -n ${quoted(here)} -a ${name} -d ${quoted(description)}`), ...options.map(({ flag, description }) => `complete -c cairn ${names.length === 0 ? '' : `-n ${quoted(here)} `}-l ${flag.slice(2)} -d ${quoted(description)}`)];
  });
  return lines.join('\n');
}

function script(shell: string, program: Command): string {
  const verbs = verbsOf(program);
  const everywhere = (verbs[0]?.options ?? []).map((option) => option.flag).join(' ');
  switch (shell) {
    case 'bash':
      return bash(verbs, everywhere);
    case 'zsh':
      return `#compdef cairn\nautoload -U +X bashcompinit && bashcompinit\n${bash(verbs, everywhere)}`;
    case 'fish':
      return fish(verbs);
    default:
      throw new CairnError('invalid_input', `There is no completion for "${shell}": say bash, zsh or fish.`, { shell });
  }
}

export function addCompletionVerb(program: Command): void {
  program
    .command('completion')
    .description('what a shell needs to complete verbs and options')
    .argument('<shell>', 'bash, zsh or fish')
    .addHelpText('after', '\nExamples:\n  source <(cairn completion bash)\n  cairn completion zsh > ~/.zfunc/_cairn\n  cairn completion fish | source')
    .action((shell: string) => {
      try {
        printLine(script(shell, program));
        process.exitCode = EXIT.ok;
      } catch (error) {
        process.exitCode = printError(error, program.opts<{ json?: boolean }>().json ?? false);
      }
    });
}
