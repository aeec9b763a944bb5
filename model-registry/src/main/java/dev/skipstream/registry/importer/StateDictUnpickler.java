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
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;

/**
 * Reads the pickle of a state dict and nothing else. A pickle is a program that may name any class
 * and call it. Here only the instructions that make plain data are carried out; the few names a
 * state dict needs stand for constructors of our own, and any other instruction or name is refused
 * where it stands. The library's own table of constructors is never consulted.
 */
final class StateDictUnpickler extends Unpickler {
  private static final int LONGEST_NAME = 1 << 16;

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
          Opcodes.EMPTY_TUPLE,
          Opcodes.TUPLE,
          Opcodes.TUPLE1,
          Opcodes.TUPLE2,
          Opcodes.TUPLE3,
          Opcodes.EMPTY_LIST,
          Opcodes.APPEND,
          Opcodes.APPENDS,
          Opcodes.EMPTY_DICT,
          Opcodes.SETITEM,
          Opcodes.SETITEMS,
          Opcodes.BINGET,
          Opcodes.LONG_BINGET,
          Opcodes.BINPUT,
          Opcodes.LONG_BINPUT,
          Opcodes.MEMOIZE,
          Opcodes.BINPERSID,
          Opcodes.REDUCE);

  private static final Map<String, Object> NAMES = names();

  private static Map<String, Object> names() {
    Map<String, Object> names = new HashMap<>();
    IObjectConstructor tensor = StateDictUnpickler::tensor;
    IObjectConstructor parameter = arguments -> arguments[0];
    IObjectConstructor orderedDict = StateDictUnpickler::orderedDict;
    names.put("torch._utils._rebuild_tensor_v2", tensor);
    names.put("torch._utils._rebuild_parameter", parameter);
    names.put("collections.OrderedDict", orderedDict);
    for (ElementType type : ElementType.values()) {
      names.put("torch." + type.torchStorage(), type);
    }
    return Map.copyOf(names);
  }

  /**
   * Reads the next pickle of a stream, and not a byte past its end.
   *
   * @return a map, list, array, string, number, {@link StoredTensor} or {@link Storage}
   * @throws InvalidModelException when the pickle is damaged or asks for more than plain data
   */
  static Object read(InputStream pickle) {
    try {
      return new StateDictUnpickler().load(pickle);
    } catch (InvalidModelException e) {
      throw e;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // The library trusts its input: damage shows as early ends, casts, empty stacks and the like.
      throw new InvalidModelException(
          "its pickle is damaged or was not written by torch.save (%s)".formatted(e), e);
    }
  }

  @Override
  protected Object dispatch(short opcode) throws IOException {
    switch (opcode) {
      case Opcodes.GLOBAL -> push(PickleUtils.readline(input) + "." + PickleUtils.readline(input));
      case Opcodes.STACK_GLOBAL -> {
        Object name = stack.pop();
        push(stack.pop() + "." + name);
      }
      case Opcodes.BINUNICODE -> stack.add(string());
      case Opcodes.BUILD -> build();
      default -> {
        if (!PLAIN.contains(opcode)) {
          throw new InvalidModelException(
              "its pickle has the instruction 0x%02x, which a state dict has no use for; nothing of it was run: save model.state_dict() alone"
                  .formatted(opcode));
        }
        return super.dispatch(opcode);
      }
    }
    return NO_RETURN_VALUE;
  }

  private void push(String name) {
    Object meaning = NAMES.get(name);
    if (meaning == null) {
      throw new InvalidModelException(
          "its pickle names %s: expected nothing but tensors, their storages and OrderedDict; nothing of it was run, save model.state_dict() alone"
              .formatted(name));
    }
    stack.add(meaning);
  }

  /** The library would believe a length of two gigabytes. */
  private String string() throws IOException {
    int length = PickleUtils.bytes_to_integer(PickleUtils.readbytes(input, 4));
    if (length < 0 || length > LONGEST_NAME) {
      throw new InvalidModelException(
          "its pickle has a text of %d bytes: expected names; the file is damaged"
              .formatted(Integer.toUnsignedLong(length)));
    }
    return new String(PickleUtils.readbytes(input, length), StandardCharsets.UTF_8);
  }

  /** A state dict carries attributes (module versions), of no use here. */
  private void build() {
    stack.pop();
    if (!(stack.peek() instanceof Map)) {
      throw new InvalidModelException(
          "its pickle sets the state of something other than an OrderedDict; nothing of it was run: save model.state_dict() alone");
    }
  }

  @Override
  protected Object persistentLoad(Object id) {
    Object[] parts = (Object[]) id;
    if (!"storage".equals(parts[0]) || (parts.length > 5 && parts[5] != null)) {
      throw new PickleException("expected a storage, not " + Arrays.toString(parts));
    }
    return new Storage((ElementType) parts[1], (String) parts[2], ((Number) parts[4]).longValue());
  }

  private static StoredTensor tensor(Object[] arguments) {
    return new StoredTensor(
        (Storage) arguments[0],
        ((Number) arguments[1]).longValue(),
        integers(arguments[2]),
        integers(arguments[3]));
  }

  private static List<Integer> integers(Object tuple) {
    return Arrays.stream((Object[]) tuple).map(Integer.class::cast).toList();
  }

  private static Map<Object, Object> orderedDict(Object[] arguments) {
    Map<Object, Object> dict = new LinkedHashMap<>();
    if (arguments.length > 0) {
      for (Object pair : (List<?>) arguments[0]) {
        dict.put(((Object[]) pair)[0], ((Object[]) pair)[1]);
      }
    }
    return dict;
  }
}
