// How other programs come in, ready to be pasted.
import { API_PREFIX } from '../../../../shared/contract/routes.js';

export interface DoorSnippet {
  readonly id: string;
  readonly title: string;
  readonly code: string;
  readonly note: string;
}

/** `url` is where the API listens; the token stands for one a person made. */
export function doorSnippets(url: string): readonly DoorSnippet[] {
  return [
    {
      id: 'python',
      title: 'Python',
      code: `export WANDB_BASE_URL=${url}\nexport WANDB_API_KEY=TOKEN\nexport WANDB_SAVE_CODE=true\npython train.py`,
      note: 'The wandb package as it is: runs, artifacts, links and aliases land here. Saved code makes a run restorable.',
    },
    {
      id: 'http',
      title: 'HTTP',
      code: `curl -H "Authorization: Bearer TOKEN" \\\n  "${url}${API_PREFIX}/versions?ref=NAME:latest"\ncurl -H "Authorization: Bearer TOKEN" -O -J \\\n  "${url}${API_PREFIX}/files?ref=NAME:latest&path=model.safetensors"`,
      note: `Every call is described at ${url}${API_PREFIX}/`,
    },
    {
      id: 'ci',
      title: 'CI',
      code: 'cairn log ./out --name digits --metric acc=0.993 --alias candidate\ncairn link digits:candidate "Digit Reader" --alias staging --note "nightly $BUILD"',
      note: 'The cairn command needs neither token nor window. On a server without a display: cairn serve.',
    },
  ];
}
