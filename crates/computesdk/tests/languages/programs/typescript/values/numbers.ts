const big: bigint = 2n ** 200n
const list: number[] = [10, 9, 1]
console.log(big, 0.1 + 0.2, 1e21, -0, [-0], 1_000, 0xff as number, NaN, list.sort(), list.sort((a: number, b: number): number => a - b))
console.log((1234.5678).toFixed(2), parseInt('12px'), 5 % -3, 1 << 31, -1 >>> 0, BigInt.asUintN(8, 257n), Number.MAX_SAFE_INTEGER)
