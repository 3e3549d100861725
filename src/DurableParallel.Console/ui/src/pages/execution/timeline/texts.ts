// What is written beside bars. Pure.
import type { Row, ScopeRules, Segment } from '../../../api/types';
import { duration } from '../../../lib/time';
import { count } from '../../../lib/numbers';

/** "attempt 3 of 6, next in 12 s". */
export function attemptText(segment: Segment, row: Row, now: number): string {
    const attempt = segment.attempt ?? row.attempts;
    const which = segment.maxAttempts ? `attempt ${attempt} of ${segment.maxAttempts}` : `attempt ${attempt}`;
    const next = segment.to ?? row.due;
    const left = next ? Date.parse(next) - now : Number.NaN;
    return left > 0 ? `${which}, next in ${duration(left)}` : which;
}

/** The name of a row; unnamed operations have the last part of their path. */
export const nameOf = (row: Row): string => row.name || row.path.split('/').pop() || row.id;

/** The text after a row's last bar. */
export function tailText(row: Row, now: number): string {
    const retry = row.segments?.at(-1);
    if (retry?.kind === 'retryDelay' && !row.ended) {
        return attemptText(retry, row, now);
    }

    const error = row.error ? `${row.error.type ?? 'Error'}${row.error.message ? `: ${row.error.message}` : ''}` : '';
    const attempts = row.attempts > 1 ? `${row.attempts} attempts` : '';
    const due = !row.ended && row.due && Date.parse(row.due) > now ? `${row.type === 'Callback' ? 'times out' : 'until then'} in ${duration(Date.parse(row.due) - now)}` : '';
    const took = row.started && row.ended ? duration(Date.parse(row.ended) - Date.parse(row.started)) : '';
    return [took, attempts, due, error, row.left ? 'left behind' : ''].filter(Boolean).join(' · ');
}

/** The rules of a scope in words: "at most 5 at once · needs 2 of 8 · fails after more than 1 failure". */
export function rulesText(rules: ScopeRules | undefined): string {
    if (!rules) {
        return '';
    }

    if (!rules.known) {
        return 'rules are not on record';
    }

    const parts = [rules.maxConcurrency ? `at most ${count(rules.maxConcurrency)} at once` : 'no limit'];
    const of = rules.total === undefined ? '' : ` of ${count(rules.total)}`;
    const { minSuccessful: minimum } = rules;
    parts.push(rules.hasShouldComplete ? 'its own rule decides' : minimum === undefined ? `all${of}` : minimum === 0 ? 'needs none' : minimum === -1 ? `needs all${of}` : `needs ${count(minimum)}${of}`);
    if (rules.toleratedFailureCount !== undefined) {
        parts.push(`tolerates ${count(rules.toleratedFailureCount)} ${rules.toleratedFailureCount === 1 ? 'failure' : 'failures'}`);
    }

    if (rules.toleratedFailurePercentage !== undefined) {
        parts.push(`tolerates ${Math.round(rules.toleratedFailurePercentage * 10_000) / 100} %`);
    }

    if (rules.timeoutMs !== undefined) {
        parts.push(`ends after ${duration(rules.timeoutMs)}`);
    }

    if (rules.runningBranches === 'Drain') {
        parts.push('those that run are awaited');
    }

    if (rules.nesting === 'Flat') {
        parts.push('flat');
    }

    return parts.join(' · ');
}

/** What a screen reader says of a row after its name. */
export function spoken(row: Row, now: number): string {
    const failed = row.failedBelow > 0 ? `${count(row.failedBelow)} failed below` : '';
    return [row.children > 0 ? '' : row.subType ?? row.type, row.status, tailText(row, now), failed].filter(Boolean).join(', ');
}
