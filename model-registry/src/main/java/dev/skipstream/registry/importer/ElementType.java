package dev.skipstream.registry.importer;

import java.nio.ByteBuffer;

/** The number formats that tensors are stored in, all little-endian. */
enum ElementType {
  FLOAT32("FloatStorage", "F32", 4, Float.MAX_VALUE) {
    @Override
    float get(ByteBuffer bytes) {
      return bytes.getFloat();
    }

    @Override
    void put(float value, ByteBuffer bytes) {
      bytes.putFloat(value);
    }

    @Override
    void get(ByteBuffer bytes, float[] elements, int first, int count) {
      bytes.asFloatBuffer().get(elements, first, count);
      bytes.position(bytes.position() + count * Float.BYTES);
    }

    @Override
    void put(float[] elements, ByteBuffer bytes) {
      bytes.asFloatBuffer().put(elements);
      bytes.position(bytes.position() + elements.length * Float.BYTES);
    }
  },
  FLOAT16("HalfStorage", "F16", 2, 65_504) {
    @Override
    float get(ByteBuffer bytes) {
      return HalfFloat.toFloat(bytes.getShort());
    }

    @Override
    void put(float value, ByteBuffer bytes) {
      bytes.putShort(HalfFloat.of(value));
    }
  },
  BFLOAT16("BFloat16Storage", "BF16", 2, 0x1.fep127f) {
    @Override
    float get(ByteBuffer bytes) {
      return Float.intBitsToFloat(bytes.getShort() << 16);
    }

    /** Rounds to nearest, ties to even, as PyTorch does. */
    @Override
    void put(float value, ByteBuffer bytes) {
      int bits = Float.floatToIntBits(value);
      bytes.putShort((short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16));
    }
  },
  FLOAT64("DoubleStorage", "F64", 8, Float.MAX_VALUE) {
    @Override
    float get(ByteBuffer bytes) {
      return (float) bytes.getDouble();
    }

    @Override
    void put(float value, ByteBuffer bytes) {
      bytes.putDouble(value);
    }
  },
  INT8("CharStorage", "I8", 1, Byte.MAX_VALUE) {
    @Override
    float get(ByteBuffer bytes) {
      return bytes.get();
    }

    @Override
    void get(ByteBuffer bytes, float[] elements, int first, int count) {
      for (int i = first; i < first + count; i++) {
        elements[i] = bytes.get();
      }
    }

    @Override
    void put(float value, ByteBuffer bytes) {
      bytes.put((byte) value);
    }
  },
  INT64("LongStorage", "I64", 8, Float.MAX_VALUE) {
    @Override
    float get(ByteBuffer bytes) {
      return bytes.getLong();
    }

    @Override
    void put(float value, ByteBuffer bytes) {
      bytes.putLong((long) value);
    }
  },
  INT32("IntStorage", "I32", 4, Integer.MAX_VALUE) {
    @Override
    float get(ByteBuffer bytes) {
      return bytes.getInt();
    }

    @Override
    void put(float value, ByteBuffer bytes) {
      bytes.putInt((int) value);
    }
  },
  INT16("ShortStorage", "I16", 2, Short.MAX_VALUE) {
    @Override
    float get(ByteBuffer bytes) {
      return bytes.getShort();
    }

    @Override
    void put(float value, ByteBuffer bytes) {
      bytes.putShort((short) value);
    }
  },
  UINT8("ByteStorage", "U8", 1, 255) {
    @Override
    float get(ByteBuffer bytes) {
      return bytes.get() & 0xff;
    }

    @Override
    void put(float value, ByteBuffer bytes) {
      bytes.put((byte) value);
    }
  },
  BOOL("BoolStorage", "BOOL", 1, 1) {
    @Override
    float get(ByteBuffer bytes) {
      return bytes.get();
    }

    @Override
    void put(float value, ByteBuffer bytes) {
      bytes.put((byte) value);
    }
  };

  private final String torchStorage;
  private final String safetensors;
  private final int bytes;
  private final float largest;

  ElementType(String torchStorage, String safetensors, int bytes, float largest) {
    this.torchStorage = torchStorage;
    this.safetensors = safetensors;
    this.bytes = bytes;
    this.largest = largest;
  }

  /** The name of the class of module {@code torch} that stores such elements. */
  String torchStorage() {
    return torchStorage;
  }

  /** The name in a safetensors header. */
  String safetensors() {
    return safetensors;
  }

  /** Bytes an element takes. */
  int bytes() {
    return bytes;
  }

  /** The largest number, or the largest {@code float} where that is less. */
  float largest() {
    return largest;
  }

  /** Returns true for types of whole numbers: counters of steps, and int8 weights. */
  boolean isInteger() {
    return switch (this) {
      case FLOAT32, FLOAT16, BFLOAT16, FLOAT64 -> false;
      case INT8, INT64, INT32, INT16, UINT8, BOOL -> true;
    };
  }

  /** Reads an element and moves past it. */
  abstract float get(ByteBuffer bytes);

  /** Writes an element, rounded to this format, and moves past it. */
  abstract void put(float value, ByteBuffer bytes);

  /**
   * Reads elements into a part of an array, and moves past them. The types of large weights have a
   * loop of their own: a call for each of 40 million elements takes a second.
   */
  void get(ByteBuffer bytes, float[] elements, int first, int count) {
    for (int i = first; i < first + count; i++) {
      elements[i] = get(bytes);
    }
  }

  /** Writes elements, rounded to this format, and moves past them. */
  void put(float[] elements, ByteBuffer bytes) {
    for (float element : elements) {
      put(element, bytes);
    }
  }
}
