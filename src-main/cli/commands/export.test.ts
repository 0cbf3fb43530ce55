import { expect, it } from 'vitest';
import type { Capsule } from '#shared/model/capsule.ts';
import { chooseCapsule } from './export.ts';

const capsule = (
  id: string,
  version: string,
  createdAt: number,
  state: Capsule['state'] = 'packed',
): Capsule => ({
  ...{ id, version, createdAt, state },
  ...{
    projectId: 'prj',
    runId: 'run',
    name: `shop-${id}`,
    complete: true,
    path: '',
    manifestSha256: '',
    files: 1,
    bytes: 1,
    deliveries: [],
  },
});

const capsules = [
  capsule('cap_1', '0.1.0', 1),
  capsule('cap_2', '0.2.0', 2),
  capsule('cap_3', '0.1.0', 3),
  capsule('cap_4', '0.3.0', 4, 'packing'),
];

const chosen = (wanted: string) => {
  const result = chooseCapsule(capsules, wanted);
  return result.ok ? result.value.id : result.fault.type;
};

it('finds a capsule by id, by version, or the latest that is packed', () => {
  expect([chosen('cap_1'), chosen('0.2.0'), chosen('v0.2.0'), chosen('latest')]).toEqual([
    'cap_1',
    'cap_2',
    'cap_2',
    'cap_3',
  ]);
});

it('finds a capsule by its name, alone for the newest, or with a version', () => {
  expect(chosen('shop-cap_2')).toBe('cap_2');
  expect([chosen('shop-cap_1@0.1.0'), chosen('shop-cap_3 0.1.0')]).toEqual(['cap_1', 'cap_3']);
  const history = [capsule('cap_5', '0.1.0', 1), capsule('cap_6', '0.2.0', 2)].map((each) => ({
    ...each,
    name: 'shop',
  }));
  expect(chooseCapsule(history, 'shop')).toMatchObject({ value: { id: 'cap_6' } });
  const [one, two] = history.map((each) => ({ ...each, projectId: each.id }));
  expect(one && two && chooseCapsule([one, two], 'shop')).toMatchObject({ fault: { type: 'invalid_input' } });
});

it('does not guess between projects, and names the candidates', () => {
  const result = chooseCapsule(capsules, '0.1.0');
  expect(result).toMatchObject({ ok: false, fault: { type: 'invalid_input' } });
  expect(JSON.stringify(result)).toContain('cap_3 (shop-cap_3 0.1.0), cap_1 (shop-cap_1 0.1.0)');
});

it('says what there is when nothing fits', () => {
  expect(chosen('0.3.0')).toBe('not_found');
  expect(JSON.stringify(chooseCapsule([], 'latest'))).toContain('No run has packed a capsule yet.');
});
