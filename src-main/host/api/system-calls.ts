import { implement } from '@orpc/server';
import { contract } from '#shared/contract/index.ts';
import type { HostParts } from '../parts.ts';

export function systemCalls(parts: HostParts) {
  const { read, journal, outbox, feed } = parts;
  const system = implement(contract.system);
  const changes = implement(contract.changes);
  return {
    system: {
      status: system.status.handler(() => ({
        version: parts.version,
        home: parts.paths.home,
        startedAt: parts.startedAt,
        seq: journal.last(),
        projects: read.projects.list().length,
        runsActive: read.runs.list().filter((run) => run.state === 'active').length,
        decisionsOpen: read.decisions.decisions({ open: true }).length,
        effects: { ...outbox.counts(), slots: parts.slotsNow() },
      })),
      doctor: system.doctor.handler(() => parts.examine()),
      sandbox: system.sandbox.handler(() => parts.reportSandbox()),
      agents: system.agents.handler(() => read.agents.list()),
    },
    changes: {
      watch: changes.watch.handler(({ input, signal }) => feed.watch(input.after, signal)),
    },
  };
}
