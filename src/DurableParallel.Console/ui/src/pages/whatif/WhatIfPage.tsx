export const WhatIfPage = () => <p>Soon.</p>;
