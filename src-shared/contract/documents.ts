import { z } from 'zod';
import { Document, TextFormat } from '../model/document.ts';
import { call } from './errors.ts';

export const documents = {
  list: call
    .route({ method: 'GET', path: '/documents', summary: 'The documents of a run, and how each was read' })
    .input(z.object({ runId: z.string() }))
    .output(z.array(Document)),
  text: call
    .route({
      method: 'GET',
      path: '/documents/{documentId}/text',
      summary: 'The text of a document that the source ranges of its requirements point into',
    })
    .input(z.object({ documentId: z.string() }))
    .output(z.object({ document: Document, format: TextFormat, text: z.string() })),
};
