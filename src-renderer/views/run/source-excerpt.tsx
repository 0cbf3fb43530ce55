import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Requirement } from '#shared/model/requirement.ts';
import { type Excerpt, excerptOf } from '#shared/source-place.ts';
import { useAct } from '../../state/act.ts';
import classes from './source-excerpt.module.css';

/** Shows, on demand, where in the text of its document a requirement stands. */
export function SourceExcerpt({ requirement }: { requirement: Requirement }) {
  const { busy, act } = useAct();
  const [excerpt, setExcerpt] = useState<Excerpt>();
  const show = async () => {
    const { documentId, source } = requirement;
    const found = await act((api) => api.documents.text({ documentId }));
    if (found !== undefined) setExcerpt(excerptOf(found.text, source));
  };
  if (excerpt === undefined) {
    return (
      <Button
        className={classes.show ?? ''}
        size="compact-xs"
        variant="default"
        loading={busy}
        onClick={show}
      >
        Show in the document
      </Button>
    );
  }
  return (
    <pre className={classes.excerpt}>
      {excerpt.before}
      <mark>{excerpt.passage}</mark>
      {excerpt.after}
    </pre>
  );
}
