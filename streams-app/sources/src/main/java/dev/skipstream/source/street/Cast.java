package dev.skipstream.source.street;

import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Draws by lot who comes along, and what stands at the roadside. */
final class Cast {
  private static final int[] PAINTS = {
    0xd8dadc, 0x2b2d31, 0x8f959b, 0xa3262b, 0x1f4e8c, 0x44624a, 0xc9a23a, 0x5c3a2e, 0x7fa6c9,
    0xe6e2d6
  };
  private static final int[] BUS_PAINTS = {0xc83228, 0xe0b52c, 0x2f6fae, 0x4c8a54, 0xdfe3e6};
  private static final int[] CLOTHES = {
    0x23395b, 0x7b2d26, 0xd9d2c5, 0x3e4a3d, 0xb5651d, 0x5a5766, 0xc2a83e, 0x8c3b62, 0x2f7f79,
    0x1d1f24
  };
  private static final int[] TROUSERS = {
    0x2a3040, 0x3b3b3d, 0x5b4a3a, 0x6a7076, 0x1c1d20, 0x8a8172
  };
  private static final int[] SKINS = {0xf0cdb0, 0xd9a783, 0xa8744f, 0x7a4f35, 0x55372a};
  private static final int[] HAIRS = {0x1c1713, 0x3f2a1d, 0x6b4a2b, 0xb28a4c, 0x8d8b88};
  private static final int[] COATS = {0x6d4a2f, 0x1f1c1a, 0xc7a878, 0xe3ddd2, 0x8a5a36};

  private final Random random;
  private final boolean lights;

  Cast(Random random, boolean lights) {
    this.random = random;
    this.lights = lights;
  }

  Actor.Build vehicle() {
    double scale = 0.95 + 0.12 * random.nextDouble();
    int lot = random.nextInt(10);
    if (lot == 0) {
      List<Part> bus = VehicleShape.bus(scale, one(BUS_PAINTS), lights);
      return driven(StreetClass.BUS, bus, 11.2 * scale);
    }
    if (lot <= 3) {
      List<Part> van = VehicleShape.van(scale, one(PAINTS), lights);
      return driven(StreetClass.VAN, van, 5.2 * scale);
    }
    List<Part> car = VehicleShape.car(scale, one(PAINTS), random.nextBoolean(), lights);
    return driven(StreetClass.CAR, car, 4.3 * scale);
  }

  Actor.Build person() {
    // One in eight is a child.
    double scale =
        random.nextInt(8) == 0
            ? 0.6 + 0.2 * random.nextDouble()
            : 0.92 + 0.16 * random.nextDouble();
    WalkerShape.Look look = look(scale);
    return new Actor.Build(
        Optional.of(StreetClass.PERSON),
        phase -> WalkerShape.person(look, phase),
        true,
        0.5,
        1.5 * scale);
  }

  Actor.Build cyclist() {
    WalkerShape.Look look = look(0.94 + 0.12 * random.nextDouble());
    int frame = one(PAINTS);
    return new Actor.Build(
        Optional.of(StreetClass.BICYCLE),
        phase -> WalkerShape.cyclist(look, frame, phase),
        true,
        1.8,
        5);
  }

  Actor.Build dog() {
    int coat = one(COATS);
    WalkerShape.Look look =
        new WalkerShape.Look(0.75 + 0.6 * random.nextDouble(), coat, 0x1f1c1a, coat, coat);
    return new Actor.Build(
        Optional.of(StreetClass.DOG), phase -> WalkerShape.dog(look, phase), true, 0.9, 0.9);
  }

  /** A tree, which is not in the ground truth. */
  Actor.Build tree() {
    double scale = 0.8 + 0.5 * random.nextDouble();
    int green = random.nextBoolean() ? 0x4c6b35 : 0x5d7a3a;
    List<Part> parts =
        List.of(
            new Part.Limb(new Vec3(0, 0, 0), new Vec3(0, 0, 2.4 * scale), 0.14 * scale, 0x54402f),
            new Part.Ball(new Vec3(0.5, 0.3, 3.1 * scale), 1.0 * scale, green),
            new Part.Ball(new Vec3(-0.6, -0.2, 3.3 * scale), 1.1 * scale, green),
            new Part.Ball(new Vec3(0.1, 0, 4.1 * scale), 1.1 * scale, green));
    return new Actor.Build(Optional.empty(), phase -> parts, false, 1, 0);
  }

  /** A street lamp. */
  Actor.Build lamp() {
    List<Part> parts =
        List.of(
            new Part.Limb(new Vec3(0, 0, 0), new Vec3(0, 0, 5), 0.06, 0x4a4f52),
            new Part.Limb(new Vec3(0, 0, 5), new Vec3(1.2, 0, 5.2), 0.05, 0x4a4f52),
            new Part.Face(
                List.of(
                    new Vec3(0.8, -0.15, 5.1),
                    new Vec3(0.8, 0.15, 5.1),
                    new Vec3(1.4, 0.15, 5.15),
                    new Vec3(1.4, -0.15, 5.15)),
                lights ? 0xffe9b0 : 0x6a6f72,
                lights));
    return new Actor.Build(Optional.empty(), phase -> parts, false, 1, 0);
  }

  private static Actor.Build driven(StreetClass kind, List<Part> parts, double length) {
    return new Actor.Build(Optional.of(kind), phase -> parts, false, length, 0);
  }

  private WalkerShape.Look look(double scale) {
    return new WalkerShape.Look(scale, one(SKINS), one(HAIRS), one(CLOTHES), one(TROUSERS));
  }

  private int one(int[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
