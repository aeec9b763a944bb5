package dev.skipstream.source.street;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** The static scenery behind the traffic: sky, houses, pavements, road and its markings. */
final class Backdrop {
  private static final Vec3 UP = new Vec3(0, 0, 1);
  private static final Vec3 SOUTH = new Vec3(0, -1, 0);
  private static final int[] WALLS = {
    0xb8a58c, 0x9c6b55, 0xc9c2b4, 0x8a8f94, 0xa88f6f, 0xd4b99a, 0x7d6e63, 0xb0b7ad
  };
  private static final int ASPHALT = 0x55575a;
  private static final int PAVING = 0x9b958c;
  private static final int KERB = 0xb9b5ac;
  private static final int PAINT = 0xdadad2;
  private static final int PANE = 0x3d4a55;
  private static final int LIT_PANE = 0xffd98a;
  private static final int GRASS = 0x6f7d4c;

  /** Height of a floor, in metres. */
  private static final double STOREY = 3.2;

  /** Far polygons are cut into pieces, for each is lit, and fogged, as a whole. */
  private static final double PIECE = 5;

  private final Outline outline;
  private final Camera camera;
  private final Light light;
  private final Random random;
  private final Graphics2D g;

  private Backdrop(Camera camera, Light light, Random random, Graphics2D g) {
    this.outline = new Outline(camera, light);
    this.camera = camera;
    this.light = light;
    this.random = random;
    this.g = g;
  }

  /**
   * Paints a backdrop.
   *
   * @param crossing the x coordinate at which people cross
   */
  static BufferedImage paint(
      Camera camera, Light light, Random random, double crossing, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    Backdrop backdrop = new Backdrop(camera, light, random, g);
    backdrop.sky(width, height);
    backdrop.ground();
    backdrop.markings(crossing);
    backdrop.houses();
    g.dispose();
    backdrop.roughen(((DataBufferInt) image.getRaster().getDataBuffer()).getData());
    return image;
  }

  private void sky(int width, int height) {
    g.setPaint(new GradientPaint(0, 0, light.zenith(), 0, height * 0.45f, light.horizon()));
    g.fillRect(0, 0, width, height);
  }

  private void ground() {
    strip(-3 * Street.PAVEMENT, -Street.ROAD, PAVING);
    strip(-Street.ROAD, Street.ROAD, ASPHALT);
    strip(Street.ROAD, Street.PAVEMENT, PAVING);
    strip(Street.PAVEMENT, 8 * Street.PAVEMENT, GRASS);
    for (double side : new double[] {-1, 1}) {
      double kerb = side * Street.ROAD;
      strip(Math.min(kerb, kerb + side * 0.25), Math.max(kerb, kerb + side * 0.25), KERB);
    }
  }

  private void strip(double fromY, double toY, int rgb) {
    for (double x = -2 * Street.END; x < 2 * Street.END; x += PIECE) {
      slab(x, fromY, x + PIECE + 0.05, toY, rgb);
    }
  }

  private void slab(double fromX, double fromY, double toX, double toY, int rgb) {
    fill(
        List.of(
            new Vec3(fromX, fromY, 0),
            new Vec3(toX, fromY, 0),
            new Vec3(toX, toY, 0),
            new Vec3(fromX, toY, 0)),
        UP,
        rgb);
  }

  private void markings(double crossing) {
    for (double x = -2 * Street.END; x < 2 * Street.END; x += 6) {
      if (Math.abs(x + 1.5 - crossing) > Street.CROSSING + 2) {
        slab(x, -0.07, x + 3, 0.07, PAINT);
      }
      for (double side : new double[] {-1, 1}) {
        double y = side * (Street.BICYCLES - 0.85);
        slab(x, y - 0.05, x + 6, y + 0.05, PAINT);
      }
    }
    for (double y = -Street.ROAD + 0.3; y < Street.ROAD - 0.5; y += 1) {
      slab(crossing - Street.CROSSING, y, crossing + Street.CROSSING, y + 0.5, PAINT);
    }
  }

  /**
   * A house in the row.
   *
   * @param gapBefore true if there is a gap on its left
   * @param gapAfter true if there is a gap on its right
   */
  private record House(
      double x, double width, int floors, int wall, boolean gapBefore, boolean gapAfter) {

    double distance() {
      return Math.abs(x + width / 2);
    }
  }

  /** The camera stands at x = 0: houses further along the street are hidden by nearer ones. */
  private void houses() {
    List<House> row = new ArrayList<>();
    boolean gap = false;
    for (double x = -2 * Street.END; x < 2 * Street.END; ) {
      double width = 8 + 8 * random.nextDouble();
      boolean gapAfter = random.nextInt(4) == 0;
      int wall = WALLS[random.nextInt(WALLS.length)];
      row.add(new House(x, width, 2 + random.nextInt(4), wall, gap, gapAfter));
      x += width + (gapAfter ? 3 : 0);
      gap = gapAfter;
    }
    row.sort(Comparator.comparingDouble(House::distance).reversed());
    row.forEach(this::house);
  }

  private void house(House house) {
    double y = Street.PAVEMENT;
    double x = house.x();
    double height = STOREY * house.floors() + 0.8;
    if (house.gapBefore()) {
      side(x, y, height, house.wall(), -1);
    }
    if (house.gapAfter()) {
      side(x + house.width(), y, height, house.wall(), 1);
    }
    wall(x, y, x + house.width(), height, house.wall());
    int windows = (int) (house.width() / 2.4);
    double step = house.width() / windows;
    for (int floor = 0; floor < house.floors(); floor++) {
      for (int i = 0; i < windows; i++) {
        boolean door = floor == 0 && i == windows / 2;
        double left = x + step * (i + 0.25);
        double low = door ? 0.05 : STOREY * floor + 1.1;
        pane(left, y - 0.02, left + step * 0.5, low, STOREY * floor + 2.6, door);
      }
    }
  }

  private void pane(double left, double y, double right, double low, double high, boolean door) {
    List<Vec3> corners =
        List.of(
            new Vec3(left, y, low),
            new Vec3(right, y, low),
            new Vec3(right, y, high),
            new Vec3(left, y, high));
    if (light.isDark() && !door && random.nextInt(5) < 2) {
      g.setColor(light.glowing(LIT_PANE, depth(corners)));
      g.fill(outline.of(corners));
    } else {
      fill(corners, SOUTH, door ? 0x4a3628 : PANE);
    }
  }

  private void wall(double fromX, double y, double toX, double height, int rgb) {
    fill(
        List.of(
            new Vec3(fromX, y, 0),
            new Vec3(toX, y, 0),
            new Vec3(toX, y, height),
            new Vec3(fromX, y, height)),
        SOUTH,
        rgb);
  }

  /** The gable that looks into a gap between houses. */
  private void side(double x, double y, double height, int rgb, int facing) {
    Vec3 normal = new Vec3(facing, 0, 0);
    if (camera.sees(new Vec3(x, y, 0), normal)) {
      fill(
          List.of(
              new Vec3(x, y, 0),
              new Vec3(x, y + 8, 0),
              new Vec3(x, y + 8, height),
              new Vec3(x, y, height)),
          normal,
          rgb);
    }
  }

  private void fill(List<Vec3> corners, Vec3 normal, int rgb) {
    List<Vec3> seen = camera.clipped(corners);
    if (seen.size() > 2) {
      g.setColor(light.lit(rgb, normal, depth(seen)));
      g.fill(outline.of(corners));
    }
  }

  private double depth(List<Vec3> corners) {
    return Math.max(0, corners.stream().mapToDouble(camera::depth).average().orElse(0));
  }

  /** Plaster, asphalt and paving are not smooth. */
  private void roughen(int[] pixels) {
    for (int i = 0; i < pixels.length; i++) {
      int more = random.nextInt(9) - 4;
      Color c = new Color(pixels[i]);
      pixels[i] =
          clamp(c.getRed() + more) << 16
              | clamp(c.getGreen() + more) << 8
              | clamp(c.getBlue() + more);
    }
  }

  private static int clamp(int channel) {
    return Math.max(0, Math.min(255, channel));
  }
}
