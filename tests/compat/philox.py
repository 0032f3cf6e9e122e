# The random numbers of a pipeline's step (lib/base/philox.h, lib/transforms/pipeline.c), written once more.
import math

MASK = 0xffffffff


def philox(counter, key):
    c, k = list(counter), list(key)
    for _ in range(10):
        p, q = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(q >> 32) ^ c[1] ^ k[0], q & MASK, (p >> 32) ^ c[3] ^ k[1], p & MASK]
        k = [(k[0] + 0x9E3779B9) & MASK, (k[1] + 0xBB67AE85) & MASK]
    return c


class Rng:
    def __init__(self, draw, step=0):
        seed, epoch, row = draw
        self.key = philox([epoch & MASK, epoch >> 32, 0x7472616E, 0], [seed & MASK, seed >> 32])[:2]
        self.counter = [0, step, row & MASK, row >> 32]
        self.words = []

    def u32(self):
        if not self.words:
            self.words = philox(self.counter, self.key)
            self.counter[0] += 1
        return self.words.pop(0)

    def u64(self):
        high = self.u32()
        return high << 32 | self.u32()

    def below(self, n):
        top = 2**64 - 1
        limit = top - top % n
        while True:
            x = self.u64()
            if x < limit:
                return x % n

    def uniform(self, low=0.0, high=1.0):
        return low + (high - low) * ((self.u64() >> 11) * 2.0**-53)

    def normal(self):
        u, v = 1.0 - self.uniform(), self.uniform()
        return math.sqrt(-2.0 * math.log(u)) * math.cos(6.283185307179586 * v)
