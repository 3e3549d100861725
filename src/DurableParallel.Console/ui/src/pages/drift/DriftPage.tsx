export const DriftPage = () => <p>Soon.</p>;
