import { setTimeout as wait } from 'node:timers/promises';
import type { NewDocument } from '#shared/contract/runs.ts';
import type { Decision } from '#shared/model/decision.ts';
import type { Run } from '#shared/model/run.ts';
import { type Chance, drawMoment, type Moment, nameOf } from './crash-moments.ts';
import { HostDied, type HostProcess, startHostProcess } from './host-process.ts';

export type SeriesOptions = {
  home: string;
  /** A folder for compiled code. */
  cache: string;
  chance: Chance;
  kills: number;
  documents: NewDocument[];
  /** Absolute workspace of the run with this number, from 0. */
  workspaceOf(run: number): string;
  /** Called with the host gone. */
  afterKill(kill: number): Promise<void>;
};

export type Series = {
  kills: (Moment & { fired: boolean })[];
  runs: { id: string; root: string }[];
  /** Answers that a host confirmed, by decision. */
  answered: Map<string, string>;
};

/** What a killed host had confirmed: it must hold for all its successors. */
type Client = Series & { projects: Map<string, string>; run: number };

/** After so many kills without a finished task, the next host is let to finish one. */
const PATIENCE = 2;

/** Kills hosts, and lets the next one go on, until all kills are done and the run that is under way has ended. */
export async function crashAgainAndAgain(options: SeriesOptions): Promise<Series> {
  const client: Client = { kills: [], runs: [], answered: new Map(), projects: new Map(), run: 0 };
  let idle = 0;
  while (client.kills.length < options.kills) {
    const isEarly = client.runs.length <= client.run;
    const moment = drawMoment(options.chance, isEarly ? 'early' : idle < PATIENCE ? 'building' : 'late');
    const host = startHostProcess(options.home, options.cache);
    const killer = createKiller(host, moment);
    idle++;
    host.onSeen((seen) => {
      if (nameOf(seen) === 'task:done') idle = 0;
    });
    try {
      await Promise.race([killer.done, carryOn(host, client, options, killer.tell)]);
    } catch (error) {
      if (!(error instanceof HostDied && killer.fired())) throw error;
    } finally {
      await host.kill('host');
    }
    client.kills.push({ ...moment, fired: killer.fired() });
    await options.afterKill(client.kills.length);
  }
  const host = startHostProcess(options.home, options.cache);
  await carryOn(host, client, { ...options, kills: 0 }, () => undefined);
  await quiet(host);
  await host.stop();
  return client;
}

function createKiller(host: HostProcess, moment: Moment) {
  const moments = Promise.withResolvers<void>();
  let fired = false;
  const tell = (name: string) => {
    if (name === moment.after) moments.resolve();
  };
  const done = (async () => {
    await Promise.race([
      moments.promise.then(() => wait(moment.delayMs)),
      host.ready.then(() => wait(moment.latestMs)),
    ]);
    fired = !host.isOver();
    await host.kill(moment.whom);
  })();
  done.catch(() => undefined);
  host.onSeen((seen) => tell(nameOf(seen)));
  tell('spawn');
  for (const name of ['opening', 'ready'] as const) {
    host[name].then(
      () => tell(name),
      () => undefined,
    );
  }
  return { tell, done, fired: () => fired };
}

/** Does what a user would: looks how far things are, begins what is missing, answers what is asked. */
async function carryOn(
  host: HostProcess,
  client: Client,
  options: SeriesOptions,
  tell: (name: string) => void,
): Promise<void> {
  await host.ready;
  const news = createNews(host);
  do {
    const run = await openRun(host, client, options, tell);
    await followToItsEnd(host, client, run, news, tell);
    client.run++;
  } while (client.kills.length < options.kills);
}

async function openRun(
  host: HostProcess,
  client: Client,
  { workspaceOf, documents }: SeriesOptions,
  tell: (name: string) => void,
): Promise<Run> {
  const { api } = host;
  const root = workspaceOf(client.run);
  const projects = await api.projects.list();
  for (const [at, id] of client.projects)
    confirm(
      projects.some((each) => each.id === id),
      `project of ${at}`,
    );
  let project = projects.find((each) => each.root === root);
  if (!project) {
    const made = api.projects.create({ root, policy: client.run % 2 === 0 ? 'autonomous' : 'manual' });
    tell('projects.create');
    project = await made;
  }
  client.projects.set(root, project.id);
  const runs = await api.runs.list({});
  for (const { id } of client.runs)
    confirm(
      runs.some((each) => each.id === id),
      `run ${id}`,
    );
  const open = runs.find((each) => each.projectId === project.id);
  if (open && client.runs.every(({ id }) => id !== open.id)) client.runs.push({ id: open.id, root });
  if (open) return open;
  const started = api.runs.start({ projectId: project.id, title: `Run ${client.run}`, documents });
  tell('runs.start');
  const run = await started;
  client.runs.push({ id: run.id, root });
  return run;
}

async function followToItsEnd(
  host: HostProcess,
  client: Client,
  run: Run,
  news: () => Promise<void>,
  tell: (name: string) => void,
): Promise<void> {
  for (;;) {
    const arrived = news();
    const { state, fault } = await host.api.runs.get({ runId: run.id });
    if (state !== 'active' && state !== 'finished')
      throw new Error(`${run.id} is ${state}: ${fault?.message}`);
    const decisions = await host.api.decisions.list({ runId: run.id });
    for (const decision of decisions) confirmAnswer(decision, client);
    if (state === 'finished') return;
    const question = decisions.find((each) => each.state === 'open');
    if (question) await answer(host, client, question, tell);
    else await arrived;
  }
}

async function answer(
  { api }: HostProcess,
  client: Client,
  { id: decisionId, defaultOption: optionId }: Decision,
  tell: (name: string) => void,
): Promise<void> {
  const answered = api.decisions.answer({ decisionId, optionId });
  tell('decisions.answer');
  await answered;
  client.answered.set(decisionId, optionId);
}

function confirmAnswer({ id, answer }: Decision, { answered }: Client): void {
  const said = answered.get(id);
  confirm(said === undefined || (answer?.optionId === said && answer.by === 'person'), `answer to ${id}`);
}

function confirm(holds: boolean, what: string): void {
  if (!holds) throw new Error(`A host had confirmed the ${what}, and after its death it is not there.`);
}

/** Each call gives a promise of the next change after it, or of the end of the host. */
function createNews(host: HostProcess): () => Promise<void> {
  let next = Promise.withResolvers<void>();
  host.onSeen(() => {
    next.resolve();
    next = Promise.withResolvers();
  });
  return () => Promise.race([next.promise, host.ended]);
}

/** Resolves when the host has nothing more to do. */
async function quiet({ api }: HostProcess): Promise<void> {
  for (;;) {
    const { effects } = await api.system.status();
    if (effects.waiting + effects.running === 0) return;
    await wait(20);
  }
}
