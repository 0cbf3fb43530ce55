import { describe, expect, it } from 'vitest';
import { requirementOf } from '../testing/documents.ts';
import { packageName, titleOf } from './name.ts';

describe('the name of a service', () => {
  const cases: readonly [text: string, file: string, name: string][] = [
    ['# Meeting Room Booking Service\n', 'x.md', 'meeting-room-booking-service'],
    ['# Requirements for the Parking App\n', 'x.md', 'parking-app'],
    ['# Specification\n', 'todomvc-app-spec.md', 'todomvc-app'],
    ['Parking\n=======\n', 'x.txt', 'parking'],
    ['no heading', 'Shop floor (v2).txt', 'shop-floor-v2'],
    ['# Unknown\n', 'unknown.md', 'service'],
    ['# 要件\n', 'lager.md', 'lager'],
    [`# $\{process.exit()} ../../etc\n`, 'x.md', 'process-exit-etc'],
  ];

  it.each(cases)('%j in %s', (text, file, name) => {
    expect(packageName(titleOf([{ name: file, text }], []))).toBe(name);
  });

  it('comes from the headings where there is no document', () => {
    expect(packageName(titleOf([], [requirementOf(1, 'x', 1, ['Lending desk specification', 'Data'])]))).toBe(
      'lending-desk',
    );
  });

  it('is never empty', () => {
    expect(packageName(titleOf([], []))).toBe('service');
    expect(packageName('')).toBe('service');
  });
});
