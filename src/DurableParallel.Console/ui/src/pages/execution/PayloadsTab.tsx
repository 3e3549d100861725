import type { ExecutionDetail } from '../../api/types';
import { ErrorPanel } from '../../parts/ErrorPanel';
import { Payload } from '../../parts/Payload';

export const PayloadsTab = ({ detail }: { detail: ExecutionDetail }) => (
    <div class="payloads scroll" tabIndex={0} role="region" aria-label="Input and result">
        <h2 class="hidden">Input and result</h2>
        <Payload title="Input" value={detail.input} />
        <Payload title="Result" value={detail.result} />
        <Payload title="Status of its own" value={detail.customStatus} />
        <ErrorPanel error={detail.error} />
        {!detail.result && !detail.error && <p class="muted">There is no result yet.</p>}
    </div>
);
