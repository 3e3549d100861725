// Folding rows into density: what is drawn where a row is thinner than a few pixels. Pure.
import type { Density, Row } from '../../../api/types';

export interface Bucket {
    rows: number;
    from: number;
    to: number;
    succeeded: number;
    failed: number;
    running: number;
    other: number;
}

export const bucketsOf = (density: Density): Bucket[] =>
    density.buckets.map(bucket => ({ ...bucket, from: Date.parse(bucket.from), to: Date.parse(bucket.to) }));

/** Folds rows that are here already, as the server folds those that are not. */
export function fold(rows: readonly (Row | undefined)[], buckets: number, now: number): Bucket[] {
    const count = Math.min(buckets, rows.length);
    return Array.from({ length: count }, (_, index) => {
        const from = Math.floor((index * rows.length) / count);
        const to = Math.floor(((index + 1) * rows.length) / count);
        return foldOne(rows.slice(from, to), now);
    });
}

function foldOne(rows: readonly (Row | undefined)[], now: number): Bucket {
    const bucket: Bucket = { rows: rows.length, from: Infinity, to: -Infinity, succeeded: 0, failed: 0, running: 0, other: 0 };
    for (const row of rows) {
        bucket[kindOf(row)]++;
        if (row?.started) {
            bucket.from = Math.min(bucket.from, Date.parse(row.started));
            bucket.to = Math.max(bucket.to, row.ended ? Date.parse(row.ended) : now);
        }
    }

    return bucket;
}

export function kindOf(row: Row | undefined): 'succeeded' | 'failed' | 'running' | 'other' {
    switch (row?.status) {
        case 'Succeeded': return 'succeeded';
        case 'Failed': case 'TimedOut': return 'failed';
        case 'Started': case 'Ready': case 'Pending': return 'running';
        default: return 'other';
    }
}

/** The colour's part of a bucket: failures are seen even where they are few. */
export function leading(bucket: Bucket): 'succeeded' | 'failed' | 'running' | 'other' {
    if (bucket.failed > 0) {
        return 'failed';
    }

    if (bucket.running > 0) {
        return 'running';
    }

    return bucket.succeeded >= bucket.other ? 'succeeded' : 'other';
}
