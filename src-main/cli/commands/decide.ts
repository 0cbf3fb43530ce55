import type { Command } from 'commander';
import { fail, ok, type Result, unwrap } from '#shared/faults.ts';
import type { Decision } from '#shared/model/decision.ts';
import { connect } from '../connect.ts';
import type { CommonOptions, Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { oneLine } from '../format.ts';
import { type Perform, withCommon } from '../perform.ts';
import type { Api } from '../remote.ts';
import { decisionsText } from '../summary-text.ts';

type DecideOptions = CommonOptions & { note?: string; json?: boolean };

export function addDecide(program: Command, perform: Perform): void {
  const command = program
    .command('decide')
    .description('list the open decisions, or answer one')
    .argument('[decision]', 'id of a decision; left out, the open ones are listed')
    .argument('[option]', 'id of an option, or its number; left out, the options are shown')
    .option('--note <text>', 'a word on the answer, kept with it')
    .option('--json', 'print one line of JSON');
  withCommon(command).action(
    (decisionId: string | undefined, option: string | undefined, options: DecideOptions) =>
      perform(options, (context) => decide(context, decisionId, option, options)),
  );
}

async function decide(
  context: Context,
  decisionId: string | undefined,
  option: string | undefined,
  { note, json }: DecideOptions,
): Promise<ExitCode> {
  const { terminal } = context;
  const { api, host, close } = unwrap(await connect(context));
  try {
    if (decisionId === undefined) {
      list(context, await api.decisions.list({ open: true }), json === true);
      return EXIT.done;
    }
    const decision = unwrap(await find(api, decisionId));
    if (option === undefined) {
      if (!json) terminal.out(`${decision.context}\n`);
      list(context, [decision], json === true);
      return EXIT.done;
    }
    const optionId = unwrap(optionOf(decision, option));
    const answered = await api.decisions.answer({
      decisionId,
      optionId,
      ...(note === undefined ? {} : { note }),
    });
    if (json) terminal.json(answered);
    else {
      const goOn = host ? `\nTo go on: orchestrator run --resume ${decision.runId}` : '';
      terminal.out(`Answered: ${oneLine(decision.title, 100)} → ${labelOf(decision, optionId)}${goOn}`);
    }
    return EXIT.done;
  } finally {
    await close();
  }
}

function list({ terminal }: Context, decisions: readonly Decision[], json: boolean): void {
  if (json) terminal.json(decisions);
  else
    terminal.out(decisions.length === 0 ? 'No decision is waiting for an answer.' : decisionsText(decisions));
}

async function find(api: Api, decisionId: string): Promise<Result<Decision>> {
  const decision = (await api.decisions.list({})).find(({ id }) => id === decisionId);
  if (!decision) {
    return fail('not_found', `There is no decision ${decisionId}.`, {
      hint: '`orchestrator decide` lists those that wait for an answer.',
    });
  }
  if (decision.state === 'open') return ok(decision);
  const how = decision.answer
    ? `: ${labelOf(decision, decision.answer.optionId)} (${decision.answer.by})`
    : '';
  return fail('conflict', `The decision is no longer open, it is ${decision.state}${how}.`, {
    hint: 'Nothing was changed.',
  });
}

function optionOf({ options }: Decision, wanted: string): Result<string> {
  const option =
    options.find(({ id }) => id === wanted) ??
    (/^\d+$/.test(wanted) ? options[Number(wanted) - 1] : undefined);
  return option
    ? ok(option.id)
    : fail('invalid_input', `There is no option "${wanted}".`, {
        hint: `The options are: ${options.map(({ id }) => id).join(', ')}.`,
      });
}

function labelOf({ options }: Decision, optionId: string): string {
  return options.find(({ id }) => id === optionId)?.label ?? optionId;
}
