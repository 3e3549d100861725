import { signal } from '@preact/signals';
import type { Ask } from './ActionDialog';

/** The action that is being asked about, if any; the shell shows its dialog. */
export const asked = signal<Ask | undefined>(undefined);

export const ask = (what: Ask): void => { asked.value = what; };
