/** Whoever opens, closes: closers run in reverse order of their adding, each once, all of them even if one throws. */
export type Scope = {
  add(name: string, close: () => void | Promise<void>): void;
  close(): Promise<void>;
};

export function createScope(onError: (name: string, error: unknown) => void): Scope {
  const closers: { name: string; close: () => void | Promise<void> }[] = [];
  return {
    add(name, close) {
      closers.push({ name, close });
    },
    async close() {
      for (let next = closers.pop(); next; next = closers.pop()) {
        try {
          await next.close();
        } catch (error) {
          onError(next.name, error);
        }
      }
    },
  };
}
