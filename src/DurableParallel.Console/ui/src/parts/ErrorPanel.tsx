import type { ErrorView } from '../api/types';

/** An error with its stack and its causes, outermost first. */
export function ErrorPanel({ error, level = 0 }: { error: ErrorView | undefined; level?: number }) {
    if (!error) {
        return null;
    }

    return (
        <section class={level === 0 ? 'error-panel' : 'error-panel cause'} aria-label={level === 0 ? 'Error' : 'Cause'}>
            <p>{level > 0 && <span class="muted">caused by </span>}<strong>{error.type ?? 'Error'}</strong>{error.message ? <>: <span>{error.message}</span></> : null}</p>
            {error.data && <pre tabIndex={0}>{error.data}</pre>}
            {error.stack && error.stack.length > 0 && (
                <details>
                    <summary>Stack ({error.stack.length} lines)</summary>
                    <pre tabIndex={0}>{error.stack.join('\n')}</pre>
                </details>
            )}
            {level < 10 && error.causes?.map((cause, index) => <ErrorPanel key={index} error={cause} level={level + 1} />)}
        </section>
    );
}
