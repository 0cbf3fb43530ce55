import { ok } from '#shared/faults.ts';
import type { AgentProfile } from '#shared/model/agent.ts';
import type { Appliers, Deciders } from '../../engine/slice.ts';
import { jsonCodec } from '../../store/codec.ts';
import type { Db } from '../../store/database.ts';

export type AgentRows = {
  get(id: string): AgentProfile | undefined;
  list(): AgentProfile[];
};

const profiles = jsonCodec<AgentProfile>('agents.profile');

export function createAgents(db: Db): {
  rows: AgentRows;
  decide: Deciders<'agents.register'>;
  apply: Appliers;
} {
  const get = db.prepare('SELECT profile FROM agents WHERE id = ?').pluck();
  const list = db.prepare('SELECT profile FROM agents ORDER BY id').pluck();
  const upsert = db.prepare(
    'INSERT INTO agents (id, profile) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET profile = excluded.profile',
  );
  const textOf = (id: string) => get.get(id) as string | undefined;
  let known: AgentProfile[] | undefined;
  return {
    rows: {
      get(id) {
        const text = textOf(id);
        return text === undefined ? undefined : profiles.decode(text);
      },
      list: () => {
        known ??= (list.all() as string[]).map(profiles.decode);
        return known;
      },
    },
    decide: {
      'agents.register': ({ profile }) =>
        ok(textOf(profile.id) === profiles.encode(profile) ? [] : [{ type: 'agent.registered', profile }]),
    },
    apply: {
      'agent.registered': ({ profile }) => {
        upsert.run(profile.id, profiles.encode(profile));
        known = undefined;
      },
    },
  };
}
