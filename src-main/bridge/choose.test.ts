import { describe, expect, it } from 'vitest';
import type { AgentProfile, Capability, Role } from '#shared/model/agent.ts';
import { chooseAgent } from './choose.ts';

const profile = (id: string, roles: Role[], capabilities: Capability[]): AgentProfile => ({
  ...{ id, name: id.toUpperCase(), adapter: 'fake', roles, capabilities, concurrency: 1 },
});
const coder = profile('coder', ['implementer'], ['code', 'tests']);
const second = profile('second', ['implementer'], ['code']);
const thinker = profile('thinker', ['analyst'], ['architecture', 'code']);
const coding = { role: 'implementer', needs: 'code' } as const;

describe('choosing an agent', () => {
  it('takes the first that has the role and can do it, and says so', () => {
    expect(chooseAgent([thinker, coder, second], coding)).toEqual({
      agentId: 'coder',
      reason: 'CODER is an implementer and can do "code".',
    });
  });

  it('takes one that can do it where nobody has the role', () => {
    expect(chooseAgent([thinker], coding)).toEqual({
      agentId: 'thinker',
      reason: 'No implementer is available; THINKER can do "code".',
    });
  });

  it('never takes one that cannot do it, whatever its role', () => {
    expect(chooseAgent([coder, second], { role: 'implementer', needs: 'deployment' })).toBeUndefined();
    expect(chooseAgent([], coding)).toBeUndefined();
  });

  it('prefers one that has not failed at the task, even of another role', () => {
    expect(chooseAgent([coder, second], coding, new Set(['coder']))?.agentId).toBe('second');
    const choice = chooseAgent([coder, thinker], coding, new Set(['coder']));
    expect(choice?.agentId).toBe('thinker');
    expect(choice?.reason).toContain('Agents that failed at this task before come last.');
  });

  it('falls back to those that failed when there is nobody else', () => {
    expect(chooseAgent([coder, second], coding, new Set(['coder', 'second']))?.agentId).toBe('coder');
  });

  it('minds its grammar', () => {
    const validator = profile('v', ['validator'], ['review']);
    expect(chooseAgent([validator], { role: 'validator', needs: 'review' })?.reason).toContain(
      'is a validator',
    );
  });
});
