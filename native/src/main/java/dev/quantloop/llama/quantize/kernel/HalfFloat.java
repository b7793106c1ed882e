package dev.quantloop.llama.quantize.kernel;

/** IEEE 754 half precision. */
public final class HalfFloat {
  private static final int LARGEST = 0x477fefff;
  private static final int INFINITE = 0x7f800000;
  private static final int LEAST_NORMAL = 0x38800000;

  private HalfFloat() {}

  /** The bits of the nearest half, ties to even; what is too large becomes infinite. */
  public static short of(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    int magnitude = bits & 0x7fffffff;
    if (magnitude > INFINITE) {
      return (short) (sign | 0x7e00);
    }
    if (magnitude > LARGEST) {
      return (short) (sign | 0x7c00);
    }
    if (magnitude < LEAST_NORMAL) {
      // Adding a half rounds to its last place, which is that of subnormal halves.
      float rounded = Float.intBitsToFloat(magnitude) + 0.5f;
      return (short) (sign | Float.floatToRawIntBits(rounded) - 0x3f000000);
    }
    int odd = magnitude >>> 13 & 1;
    return (short) (sign | magnitude - 0x38000000 + 0xfff + odd >>> 13);
  }

  /** Exactly what the bits of a half stand for. */
  public static float toFloat(short half) {
    int exponent = half >> 10 & 0x1f;
    int mantissa = half & 0x3ff;
    float magnitude =
        exponent == 0
            ? mantissa * 0x1p-24f
            : Float.intBitsToFloat((exponent == 31 ? 255 : exponent + 112) << 23 | mantissa << 13);
    return half < 0 ? -magnitude : magnitude;
  }

  /** Writes the nearest half, little-endian. */
  public static void put(float value, byte[] into, int at) {
    short half = of(value);
    into[at] = (byte) half;
    into[at + 1] = (byte) (half >> 8);
  }
}
