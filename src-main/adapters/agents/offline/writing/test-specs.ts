import type { Model, ServiceFact } from '../model.ts';
import { testName } from './code.ts';

/** A test of the generated service as a whole: the facts it shows, its title and its body. */
export type TestSpec = { facts: readonly ServiceFact[]; title: string; body: string };

export function keysOf(model: Model, specs: readonly TestSpec[]): string[] {
  return specs.flatMap((spec) => spec.facts.flatMap((fact) => model.service.keys.get(fact) ?? []));
}

export function testsCode(model: Model, specs: readonly TestSpec[]): string {
  return specs
    .map((spec) => {
      const parameter = spec.body.includes('start(t') ? 't' : '';
      const name = testName(keysOf(model, [spec]), spec.title);
      return `test(${name}, async (${parameter}) => {\n${spec.body}});\n`;
    })
    .join('\n');
}
