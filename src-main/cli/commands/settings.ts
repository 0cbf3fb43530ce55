import type { Command } from 'commander';
import { unwrap } from '#shared/faults.ts';
import { ProjectSettings } from '#shared/model/project.ts';
import { connect } from '../connect.ts';
import type { CommonOptions } from '../context.ts';
import { EXIT } from '../exit-code.ts';
import { findProject } from '../find-project.ts';
import { table } from '../format.ts';
import { misuse, type Perform, withCommon } from '../perform.ts';

type SettingsOptions = CommonOptions & { set: string[]; json?: boolean };

const HELP = `
Commands are words with spaces between them, or JSON where a word holds a space. none takes a command away.

  orchestrator settings . --set test="npm test" --set copy=.env,config/local.json
  orchestrator settings . --set setUp="npm ci" --set setUpNetwork=true`;

export function addSettings(program: Command, perform: Perform): void {
  const command = program
    .command('settings')
    .description('show how the repository of a project is worked on, or change it')
    .argument('<project>', 'id or folder of a project')
    .option(
      '--set <name=value>',
      'change one setting; may be given again',
      (one, all: string[]) => [...all, one],
      [],
    )
    .option('--json', 'print one line of JSON')
    .addHelpText('after', HELP);
  withCommon(command).action((wanted: string, options: SettingsOptions) =>
    perform(options, async (context) => {
      const changed = settingsOf(options.set);
      const { api, close } = unwrap(await connect(context));
      try {
        const { id: projectId } = unwrap(await findProject(api, wanted, context.cwd));
        const { settings } = await api.projects.configure({ projectId, settings: changed });
        if (options.json) context.terminal.json(settings);
        else context.terminal.out(settingsText(settings));
        return EXIT.done;
      } finally {
        await close();
      }
    }),
  );
}

export function settingsOf(assignments: readonly string[]): Partial<ProjectSettings> {
  const given = assignments.map((assignment) => {
    const at = assignment.indexOf('=');
    const name = assignment.slice(0, Math.max(0, at)).trim();
    if (!Object.hasOwn(ProjectSettings.shape, name)) {
      const names = Object.keys(ProjectSettings.shape).join(', ');
      throw misuse(`"${assignment}" is no setting.`, `Write --set name=value. The settings are: ${names}.`);
    }
    return [name, parsedValue(name, assignment.slice(at + 1).trim())];
  });
  const parsed = ProjectSettings.partial().safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw misuse(
    `The setting ${issue?.path.join('.')} cannot be that: ${issue?.message}.`,
    'Nothing was changed.',
  );
}

const COMMANDS = new Set(['setUp', 'test', 'format', 'lint']);

function parsedValue(name: string, text: string): unknown {
  if (/^[[{"\d]|^(true|false|null)$/.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      throw misuse(`The value of ${name} is no JSON: ${text}`);
    }
  }
  if (COMMANDS.has(name)) return text === '' || text === 'none' ? null : text.split(/\s+/);
  if (name === 'copy') return text === '' ? [] : text.split(',').map((pattern) => pattern.trim());
  return text;
}

export function settingsText(settings: ProjectSettings): string {
  return table(
    Object.entries(settings).map(([name, value]) => {
      if (value === null || value === '' || (Array.isArray(value) && value.length === 0))
        return [name, 'none'];
      if (Array.isArray(value)) return [name, value.join(COMMANDS.has(name) ? ' ' : ',')];
      return [name, typeof value === 'object' ? JSON.stringify(value) : String(value)];
    }),
  );
}
