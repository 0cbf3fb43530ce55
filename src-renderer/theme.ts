import { createTheme } from '@mantine/core';

/** One accent, small type, tight corners; the rest of the colours stand in page.css. */
export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 7, dark: 6 },
  colors: {
    accent: [
      '#eef1ff',
      '#dde3ff',
      '#b9c5ff',
      '#93a5fb',
      '#7389f2',
      '#5a72e8',
      '#4a62df',
      '#3a50cc',
      '#3044ab',
      '#26378a',
    ],
    dark: [
      '#e7e9ee',
      '#c3c9d4',
      '#a3acbc',
      '#8790a1',
      '#3a404e',
      '#2a2f3b',
      '#1e222b',
      '#161920',
      '#0f1116',
      '#0b0d11',
    ],
  },
  fontFamily:
    '-apple-system, "Segoe UI", Inter, Cantarell, "Noto Sans", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: '0.6875rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs', fz: 'sm', fw: 550 } },
    SegmentedControl: {
      defaultProps: { fw: 550 },
      styles: { label: { fontSize: 'var(--mantine-font-size-sm)' } },
    },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm' }, styles: { input: { fontSize: 'var(--mantine-font-size-sm)' } } },
    Modal: {
      styles: { title: { fontSize: 'var(--mantine-font-size-lg)', fontWeight: 650 } },
      defaultProps: { transitionProps: { duration: 120 }, overlayProps: { backgroundOpacity: 0.45 } },
    },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: true, multiline: true, maw: 320, fz: 'xs' } },
  },
});
