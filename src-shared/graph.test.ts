import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGraph, criticalPath, findCycle, type GraphNode, layers, readySet, unblocks } from './graph.ts';

const node = (id: string, dependsOn: string[] = [], weight?: number): GraphNode =>
  weight === undefined ? { id, dependsOn } : { id, dependsOn, weight };

/** a <- b <- d, a <- c <- d, e alone */
const DIAMOND = [node('a'), node('b', ['a'], 5), node('c', ['a']), node('d', ['b', 'c']), node('e')];

const chain = (length: number): GraphNode[] =>
  Array.from({ length }, (_, i) => node(`n${i}`, i + 1 < length ? [`n${i + 1}`] : []));

/** Graphs without cycles: a node depends only on nodes before it. */
const acyclic = fc
  .array(fc.tuple(fc.array(fc.nat(), { maxLength: 4 }), fc.integer({ min: 1, max: 9 })), { maxLength: 25 })
  .map((rows) =>
    rows.map(([picks, weight], i): GraphNode => {
      const dependsOn = i === 0 ? [] : [...new Set(picks.map((pick) => `n${pick % i}`))];
      return { id: `n${i}`, dependsOn, weight };
    }),
  );

describe('checkGraph', () => {
  it('accepts a sound graph and an empty one', () => {
    expect(checkGraph(DIAMOND)).toBeUndefined();
    expect(checkGraph([])).toBeUndefined();
  });

  it.each([
    ['an id given twice', [node('a'), node('b'), node('a')], /more than once: a\./],
    ['an unknown dependency', [node('a', ['ghost'])], /a depends on ghost/],
    [
      'a cycle, each with the next',
      [node('a', ['b']), node('b', ['c']), node('c', ['a'])],
      /a -> b -> c -> a/,
    ],
    ['a node that waits for itself', [node('a', ['a'])], /a -> a/],
  ])('names %s', (_name, nodes, message) => {
    const fault = checkGraph(nodes);
    expect(fault?.type).toBe('invalid_input');
    expect(fault?.message).toMatch(message);
    expect(fault?.hint).toBeDefined();
  });

  it('keeps the message short when thousands of ids are wrong', () => {
    const nodes = Array.from({ length: 5_000 }, (_, i) => node(`n${i}`, [`ghost${i}`]));
    expect(checkGraph(nodes)?.message.length).toBeLessThan(500);
  });
});

describe('findCycle', () => {
  it('finds a cycle behind an acyclic entry and leaves the entry out', () => {
    expect(findCycle([node('in', ['a']), node('a', ['b']), node('b', ['a'])])).toEqual(['a', 'b']);
  });

  it('is not misled by two ways to the same node', () => {
    expect(findCycle(DIAMOND)).toBeUndefined();
  });

  it('finds nothing in graphs whose nodes depend only on earlier ones, and finds the edge that closes one', () => {
    fc.assert(
      fc.property(acyclic, (nodes) => {
        expect(findCycle(nodes)).toBeUndefined();
        const waiting = nodes.find((each) => each.dependsOn.length > 0);
        const dependency = waiting?.dependsOn[0];
        if (waiting === undefined || dependency === undefined) return;
        const closed = nodes.map((each) =>
          each.id === dependency ? { ...each, dependsOn: [...each.dependsOn, waiting.id] } : each,
        );
        const cycle = findCycle(closed) ?? [];
        expect(cycle.length).toBeGreaterThan(1);
        cycle.forEach((id, i) => {
          const following = cycle[(i + 1) % cycle.length] ?? '';
          expect(closed.find((each) => each.id === id)?.dependsOn).toContain(following);
        });
      }),
    );
  });
});

describe('readySet', () => {
  it('gives what is not done and waits for nothing', () => {
    expect(readySet(DIAMOND, new Set())).toEqual(['a', 'e']);
    expect(readySet(DIAMOND, new Set(['a', 'e']))).toEqual(['b', 'c']);
    expect(readySet(DIAMOND, new Set(['a', 'b', 'e']))).toEqual(['c']);
    expect(readySet(DIAMOND, new Set(['a', 'b', 'c', 'd', 'e']))).toEqual([]);
  });

  it('reaches the end of every graph without cycles when what is ready gets done', () => {
    fc.assert(
      fc.property(acyclic, (nodes) => {
        const done = new Set<string>();
        for (let ready = readySet(nodes, done); ready.length > 0; ready = readySet(nodes, done)) {
          for (const id of ready) done.add(id);
        }
        expect(done.size).toBe(nodes.length);
      }),
    );
  });
});

describe('criticalPath', () => {
  it('is the heaviest chain, not the longest', () => {
    expect(criticalPath(DIAMOND)).toEqual({ ids: ['a', 'b', 'd'], weight: 7 });
    expect(criticalPath([...DIAMOND, node('f', ['e'], 20)])).toEqual({ ids: ['e', 'f'], weight: 21 });
    expect(criticalPath([])).toEqual({ ids: [], weight: 0 });
  });

  it('is never lighter than any chain walked at random', () => {
    fc.assert(
      fc.property(acyclic, fc.nat(), (nodes, seed) => {
        let at = nodes[nodes.length === 0 ? 0 : seed % nodes.length];
        let weight = 0;
        while (at !== undefined) {
          weight += at.weight ?? 1;
          const before = at.dependsOn[at.dependsOn.length === 0 ? 0 : seed % at.dependsOn.length];
          at = nodes.find((each) => each.id === before);
        }
        expect(criticalPath(nodes).weight).toBeGreaterThanOrEqual(weight);
      }),
    );
  });
});

describe('unblocks', () => {
  it('tells direct from indirect', () => {
    expect(unblocks(DIAMOND, 'a')).toEqual({ direct: ['b', 'c'], indirect: ['d'] });
    expect(unblocks(DIAMOND, 'd')).toEqual({ direct: [], indirect: [] });
    expect(unblocks(DIAMOND, 'nowhere')).toEqual({ direct: [], indirect: [] });
  });

  it('ends on a cycle', () => {
    expect(unblocks([node('a', ['b']), node('b', ['a'])], 'a')).toEqual({ direct: ['b'], indirect: [] });
  });
});

describe('layers', () => {
  it('puts a node below its lowest dependency', () => {
    expect(layers([...DIAMOND, node('f', ['a', 'd'])])).toEqual([['a', 'e'], ['b', 'c'], ['d'], ['f']]);
  });

  it('keeps nodes on a cycle visible in a last layer', () => {
    expect(layers([node('a'), node('b', ['c']), node('c', ['b'])])).toEqual([['a'], ['b', 'c']]);
    expect(layers([node('b', ['b'])])).toEqual([['b']]);
  });
});

describe('long chains', () => {
  it('do not overflow the stack at 100,000 nodes', () => {
    const length = 100_000;
    const nodes = chain(length);
    expect(checkGraph(nodes)).toBeUndefined();
    expect(readySet(nodes, new Set())).toEqual([`n${length - 1}`]);
    expect(criticalPath(nodes).weight).toBe(length);
    expect(layers(nodes)).toHaveLength(length);
    expect(unblocks(nodes, `n${length - 1}`).indirect).toHaveLength(length - 2);
    const closed = nodes.map((each, i) => (i === length - 1 ? { ...each, dependsOn: ['n0'] } : each));
    expect(findCycle(closed)).toHaveLength(length);
  });
});
