import { expect, it } from 'vitest';
import { manualClock } from '../kernel/clock.ts';
import { createInterrupts } from './interrupts.ts';

function recorded() {
  const clock = manualClock();
  const heard: string[] = [];
  const say = (what: string) => () => void heard.push(what);
  const actions = { pause: say('pause'), invite: say('invite'), stop: say('stop'), kill: say('kill') };
  return { clock, heard, press: createInterrupts(clock, actions).press };
}

it('pauses, then stops, then ends at once', () => {
  const { clock, heard, press } = recorded();
  for (let time = 0; time < 4; time++) {
    press();
    clock.advance(1000);
  }
  expect(heard).toEqual(['pause', 'invite', 'stop', 'kill', 'kill']);
});

it('takes signals that arrive together for one press, and invites the second only once it would count', () => {
  const { clock, heard, press } = recorded();
  press();
  clock.advance(5);
  press();
  expect(heard).toEqual(['pause']);
  clock.advance(195);
  expect(heard).toEqual(['pause', 'invite']);
  press();
  expect(heard).toEqual(['pause', 'invite', 'stop']);
});
