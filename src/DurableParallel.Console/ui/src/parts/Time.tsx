import { now } from '../app/state';
import { duration, local, relative, utc } from '../lib/time';

/** A time in the reader's zone; UTC on hover. */
export function Time({ at }: { at: string | undefined }) {
    return at ? <time dateTime={at} title={utc(at)}>{local(at, now.value)}</time> : <span class="muted">–</span>;
}

/** A time as "in 12 s" or "3 min ago". */
export function Ago({ at }: { at: string }) {
    return <time dateTime={at} title={`${local(at, now.value)} · ${utc(at)}`}>{relative(at, now.value)}</time>;
}

/** From one time to another; without an end it grows. */
export function Took({ from, to }: { from: string | undefined; to: string | undefined }) {
    return from ? <span class="number">{duration((to ? Date.parse(to) : now.value) - Date.parse(from))}</span> : null;
}
