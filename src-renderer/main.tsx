import '@mantine/core/styles.css';
import './page.css';
import { MantineProvider } from '@mantine/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { createLink } from './link/link.ts';
import { type Desk, DeskProvider } from './state/desk.tsx';
import { createMirror, onNextFrame } from './state/mirror.ts';
import { createNotices } from './state/notices.ts';
import { theme } from './theme.ts';

const mirror = createMirror(onNextFrame);
const link = createLink({
  url: `ws://${window.location.host}/rpc`,
  lastSeq: mirror.lastSeq,
  onBatch: mirror.receive,
  onState: mirror.setLink,
});
const desk: Desk = { link, mirror, notices: createNotices() };

const place = document.getElementById('page');
if (!place) throw new Error('index.html has no #page');
createRoot(place).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <DeskProvider desk={desk}>
        <App />
      </DeskProvider>
    </MantineProvider>
  </StrictMode>,
);
