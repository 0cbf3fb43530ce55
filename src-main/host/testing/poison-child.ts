import { unwrap } from '#shared/faults.ts';
import type { Agent } from '../../ports/agent.ts';
import { createHost } from '../host.ts';

/** A host with a planner that kills it: `node poison-child.ts <home> <workspace>`. Prints the run once it has ended. */
const [home = '', root = ''] = process.argv.slice(2);

const planner: Agent = {
  profile: {
    id: 'a-planner',
    name: 'Deadly planner',
    adapter: 'scripted',
    roles: ['reasoner'],
    capabilities: ['plan'],
    concurrency: 1,
  },
  probe: async () => ({ available: true, detail: 'scripted' }),
  async execute() {
    process.kill(process.pid, 'SIGKILL');
    return new Promise(() => undefined);
  },
};

const { api, start } = unwrap(createHost({ home, agents: [planner] }));
let [run] = await api.runs.list({});
if (!run) {
  const project = await api.projects.create({ root, policy: 'autonomous' });
  const content = '# Ask\n\n- The service must answer.\n';
  run = await api.runs.start({ projectId: project.id, documents: [{ name: 'ask.md', content }] });
}
start();
for await (const _batch of await api.changes.watch({})) {
  const now = await api.runs.get({ runId: run.id });
  if (now.state === 'active') continue;
  process.stdout.write(JSON.stringify(now), () => process.exit());
  break;
}
