package dev.skipstream.registry.importer;

import dev.skipstream.registry.InvalidModelException;
import dev.skipstream.registry.importer.StoredTensor.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;

/**
 * Reads the pickle of a checkpoint and nothing else. A pickle is a program that may name any class
 * and call it. This class executes only the instructions that make plain data. The names that a
 * checkpoint needs map to constructors of this class. Any other instruction or name is rejected at
 * once. The library's own table of constructors is never consulted. Classes that occur beside a
 * state dict are also allowed by name: their objects become {@link Placeholder}s.
 *
 * <p>Instructions, texts and keys are bounded. A pickle of 1 kB may describe a list of 2^40 items.
 * Only strings and numbers are therefore ever hashed, compared or printed, and no code traverses
 * another value.
 */
final class StateDictUnpickler extends Unpickler {
  private static final int LONGEST_TEXT = 1 << 16;
  private static final int LONGEST_CLASS_NAME = 256;
  private static final int MOST_DIMENSIONS = 16;

  /**
   * A state dict of a thousand tensors takes about fifty thousand. Each may take 100 bytes of
   * memory.
   */
  private static final int MOST_INSTRUCTIONS = 1_000_000;

  /**
   * Instructions that the library carries out: they make plain data or call what is in {@link
   * #NAMES}.
   */
  private static final Set<Short> PLAIN =
      Set.of(
          Opcodes.PROTO,
          Opcodes.FRAME,
          Opcodes.MARK,
          Opcodes.STOP,
          Opcodes.NONE,
          Opcodes.NEWTRUE,
          Opcodes.NEWFALSE,
          Opcodes.BININT,
          Opcodes.BININT1,
          Opcodes.BININT2,
          Opcodes.LONG1,
          Opcodes.BINFLOAT,
          Opcodes.SHORT_BINUNICODE,
          Opcodes.SHORT_BINBYTES,
          Opcodes.EMPTY_TUPLE,
          Opcodes.TUPLE,
          Opcodes.TUPLE1,
          Opcodes.TUPLE2,
          Opcodes.TUPLE3,
          Opcodes.EMPTY_LIST,
          Opcodes.BINGET,
          Opcodes.LONG_BINGET,
          Opcodes.BINPUT,
          Opcodes.LONG_BINPUT,
          Opcodes.MEMOIZE,
          Opcodes.BINPERSID);

  /**
   * Classes and functions of a training's checkpoint that a state dict has no use for: settings,
   * schedules, paths and single numbers.
   */
  private static final List<String> INERT =
      List.of(
          "argparse.Namespace",
          "collections.Counter",
          "pathlib.Path",
          "pathlib.PosixPath",
          "pathlib.PurePosixPath",
          "pathlib.WindowsPath",
          "pathlib.PureWindowsPath",
          "pathlib._local.PosixPath",
          "pathlib._local.WindowsPath",
          "torch.Size",
          "torch.device",
          "numpy.dtype",
          "numpy.core.multiarray.scalar",
          "numpy._core.multiarray.scalar",
          "_codecs.encode");

  /** Types that a pickle may name and that nothing is made of: a setting, a tensor's class. */
  private static final List<String> TYPES =
      List.of(
          "torch.Tensor",
          "torch.nn.parameter.Parameter",
          "torch.nn.parameter.Buffer",
          "torch.float32",
          "torch.float16",
          "torch.bfloat16",
          "torch.float64",
          "torch.uint8",
          "torch.int8",
          "torch.int16",
          "torch.int32",
          "torch.int64",
          "torch.bool");

  private static final String NEGATIVE = "neg";
  private static final String CONJUGATE = "conj";

  /** The storages named so far, by key. */
  private final Map<String, Storage> storages = new HashMap<>();

  /** Instructions carried out, and items that they copied. */
  private int steps;

  private static final Constructor INERT_CLASS = (unpickler, arguments) -> new Placeholder();

  private static final Constructor TENSOR = (unpickler, arguments) -> tensor(arguments);

  private static final Map<String, Object> NAMES = names();

  /** A class that a checkpoint may name. */
  private interface Constructor {
    Object construct(StateDictUnpickler unpickler, Object[] arguments);
  }

  /** A type that represents itself. */
  private record TypeName(String name) {}

  private static Map<String, Object> names() {
    Map<String, Object> names = new HashMap<>();
    Constructor parameter = (unpickler, arguments) -> arguments[0];
    Constructor orderedDict = StateDictUnpickler::orderedDict;
    names.put("torch._utils._rebuild_tensor_v2", TENSOR);
    names.put("torch._utils._rebuild_parameter", parameter);
    // The fourth argument has the attributes that a script set on the parameter.
    names.put("torch._utils._rebuild_parameter_with_state", parameter);
    names.put("torch._tensor._rebuild_from_type_v2", (Constructor) StateDictUnpickler::ofType);
    names.put("collections.OrderedDict", orderedDict);
    INERT.forEach(name -> names.put(name, INERT_CLASS));
    TYPES.forEach(name -> names.put(name, new TypeName(name)));
    for (ElementType type : ElementType.values()) {
      names.put("torch." + type.torchStorage(), type);
    }
    return Map.copyOf(names);
  }

  /**
   * Reads the next pickle of a stream, and not a byte past its end.
   *
   * @throws InvalidModelException when the pickle is damaged or asks for more than plain data
   */
  static Pickled read(InputStream pickle) {
    try {
      StateDictUnpickler unpickler = new StateDictUnpickler();
      Object root = unpickler.load(pickle);
      return new Pickled(root, Map.copyOf(unpickler.storages));
    } catch (InvalidModelException e) {
      throw e;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // The library trusts its input: damage shows as early ends, casts, empty stacks and the like.
      throw new InvalidModelException(
          "its pickle is damaged or was not written by torch.save (%s)"
              .formatted(Shown.text(e.toString())),
          e);
    }
  }

  @Override
  protected Object dispatch(short opcode) throws IOException {
    step(1);
    switch (opcode) {
      case Opcodes.GLOBAL -> push(line() + "." + line());
      case Opcodes.STACK_GLOBAL -> {
        String name = (String) stack.pop();
        push((String) stack.pop() + "." + name);
      }
      case Opcodes.BINUNICODE -> stack.add(string());
      // In the order of the file, which messages keep.
      case Opcodes.EMPTY_DICT -> stack.add(new LinkedHashMap<>());
      case Opcodes.BUILD -> build();
      case Opcodes.APPEND -> {
        Object item = stack.pop();
        list().add(item);
      }
      case Opcodes.APPENDS -> {
        List<Object> items = stack.pop_all_since_marker();
        list().addAll(items);
      }
      case Opcodes.SETITEM -> {
        Object value = stack.pop();
        Object key = stack.pop();
        put(dict(), key, value);
      }
      case Opcodes.SETITEMS -> {
        List<Object> items = stack.pop_all_since_marker();
        for (int i = 0; i + 1 < items.size(); i += 2) {
          put(dict(), items.get(i), items.get(i + 1));
        }
      }
      case Opcodes.REDUCE -> {
        Object[] arguments = (Object[]) stack.pop();
        stack.add(((Constructor) stack.pop()).construct(this, arguments));
      }
      case Opcodes.NEWOBJ -> newObject();
      default -> {
        if (!PLAIN.contains(opcode)) {
          throw new InvalidModelException(
              "its pickle has the instruction 0x%02x, which a checkpoint has no use for; nothing of it was run: save model.state_dict() alone"
                  .formatted(opcode));
        }
        return super.dispatch(opcode);
      }
    }
    return NO_RETURN_VALUE;
  }

  private void step(int count) {
    steps += count;
    if (steps > MOST_INSTRUCTIONS) {
      throw new InvalidModelException(
          "its pickle has more than %d instructions: expected a state dict, which has fewer; save model.state_dict() alone"
              .formatted(MOST_INSTRUCTIONS));
    }
  }

  private void push(String name) {
    Object meaning = NAMES.get(name);
    if (meaning == null) {
      throw new InvalidModelException(
          "its pickle names %s: expected nothing but tensors, their storages, plain values and OrderedDict, Counter or Namespace; nothing of it was run, save model.state_dict() alone"
              .formatted(Shown.text(name)));
    }
    stack.add(meaning);
  }

  /** Reads a line of a class name. The library would read to the end of the file. */
  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = input.read(); next != '\n'; next = input.read()) {
      if (next < 0 || line.length() == LONGEST_CLASS_NAME) {
        throw new InvalidModelException(
            "its pickle names a class of more than %d characters, '%s'; the file is damaged"
                .formatted(LONGEST_CLASS_NAME, Shown.text(line.toString())));
      }
      line.append((char) next);
    }
    return line.toString();
  }

  /** Reads a text. The library would believe a length of two gigabytes. */
  private String string() throws IOException {
    int length = PickleUtils.bytes_to_integer(PickleUtils.readbytes(input, 4));
    if (length < 0 || length > LONGEST_TEXT) {
      throw new InvalidModelException(
          "its pickle has a text of %d bytes: expected %d at most; the file is damaged"
              .formatted(Integer.toUnsignedLong(length), LONGEST_TEXT));
    }
    return new String(PickleUtils.readbytes(input, length), StandardCharsets.UTF_8);
  }

  /** The list on top of the stack. The library would copy it for each item. */
  @SuppressWarnings("unchecked")
  private List<Object> list() {
    return (List<Object>) stack.peek();
  }

  @SuppressWarnings("unchecked")
  private Map<Object, Object> dict() {
    return (Map<Object, Object>) stack.peek();
  }

  private static void put(Map<Object, Object> dict, Object key, Object value) {
    if (!(key instanceof String || key instanceof Integer || key instanceof Long)) {
      throw new InvalidModelException(
          "its pickle has a dict with the key '%s': expected text or a whole number; the file is damaged"
              .formatted(Shown.value(key)));
    }
    dict.put(key, value);
  }

  /** A state dict carries attributes (module versions), of no use here. */
  private void build() {
    Object state = stack.pop();
    if (stack.peek() instanceof Placeholder object) {
      object.build(state);
    } else if (!(stack.peek() instanceof Map)) {
      throw new InvalidModelException(
          "its pickle sets the state of something other than an OrderedDict or a Namespace; nothing"
              + " of it was run: save model.state_dict() alone");
    }
  }

  private void newObject() {
    stack.pop(); // its arguments
    if (stack.pop() != INERT_CLASS) {
      throw new InvalidModelException(
          "its pickle makes an object of something other than a Namespace; nothing of it was run:"
              + " save model.state_dict() alone");
    }
    stack.add(new Placeholder());
  }

  @Override
  protected Object persistentLoad(Object id) {
    Object[] parts = (Object[]) id;
    if (!"storage".equals(parts[0]) || (parts.length > 5 && parts[5] != null)) {
      throw new PickleException("expected a storage, not '%s'".formatted(Shown.value(parts[0])));
    }
    Storage storage =
        new Storage((ElementType) parts[1], (String) parts[2], ((Number) parts[4]).longValue());
    Storage other = storages.putIfAbsent(storage.key(), storage);
    if (other != null && !other.equals(storage)) {
      throw new InvalidModelException(
          "its storage %s is described twice, with %d and %d elements; the file is damaged, fetch it again"
              .formatted(other.key(), other.elements(), storage.elements()));
    }
    return storage;
  }

  private static StoredTensor tensor(Object[] arguments) {
    return new StoredTensor(
        (Storage) arguments[0],
        ((Number) arguments[1]).longValue(),
        integers(arguments[2]),
        integers(arguments[3]),
        arguments.length > 6 && isNegated(arguments[6]));
  }

  /**
   * Reads a tensor's metadata, its seventh argument: bits by which PyTorch puts off a negation or a
   * conjugation until the numbers are used.
   */
  private static boolean isNegated(Object metadata) {
    Map<?, ?> bits = metadata == null ? Map.of() : (Map<?, ?>) metadata;
    bits.forEach(
        (name, set) -> {
          boolean isKnown = NEGATIVE.equals(name) || CONJUGATE.equals(name);
          if (!isKnown || !(set instanceof Boolean isSet) || (CONJUGATE.equals(name) && isSet)) {
            throw new InvalidModelException(
                "a tensor has the metadata '%s': %s; expected nothing but 'neg', a negation; save model.state_dict() with each tensor resolved (resolve_conj) and cloned"
                    .formatted(Shown.value(name), Shown.value(set)));
          }
        });
    return Boolean.TRUE.equals(bits.get(NEGATIVE));
  }

  /** A tensor of a class of tensors, or with attributes: its function, class, arguments, state. */
  private static Object ofType(StateDictUnpickler unpickler, Object[] arguments) {
    if (arguments[0] != TENSOR) {
      throw new PickleException("a tensor's class with a function that makes no tensor");
    }
    return TENSOR.construct(unpickler, (Object[]) arguments[2]);
  }

  private static List<Integer> integers(Object tuple) {
    Object[] numbers = (Object[]) tuple;
    if (numbers.length > MOST_DIMENSIONS) {
      throw new PickleException(
          "a tensor of %d dimensions: expected %d at most"
              .formatted(numbers.length, MOST_DIMENSIONS));
    }
    return Arrays.stream(numbers).map(Integer.class::cast).toList();
  }

  private Map<Object, Object> orderedDict(Object[] arguments) {
    Map<Object, Object> dict = new LinkedHashMap<>();
    if (arguments.length > 0) {
      List<?> pairs = (List<?>) arguments[0];
      step(pairs.size()); // one list may make many dicts
      for (Object pair : pairs) {
        put(dict, ((Object[]) pair)[0], ((Object[]) pair)[1]);
      }
    }
    return dict;
  }
}
