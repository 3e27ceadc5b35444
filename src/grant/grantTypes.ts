/** The EIP-712 type of a grant's terms. Its struct hash is the grant's id, also where it stands within another struct. */
export const grantTypes = {
  Grant: [
    { name: 'router', type: 'address' },
    { name: 'key', type: 'address' },
    { name: 'keyType', type: 'uint8' },
    { name: 'validAfter', type: 'uint48' },
    { name: 'validUntil', type: 'uint48' },
    { name: 'paymaster', type: 'address' },
    { name: 'feeBudget', type: 'uint96' },
    { name: 'sessionsRoot', type: 'bytes32' },
    { name: 'salt', type: 'uint64' },
  ],
} as const
