package dev.skipstream.source.street;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RadialGradientPaint;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Paints what moves, with its shadows and lights, and rain.
 *
 * <p>Threading: for one thread.
 */
final class Painter {
  private static final Color BEAM = new Color(255, 240, 200, 24);
  private static final Color RAINDROP = new Color(210, 218, 228, 70);

  /** Rods and balls are lit as if they were flat: from above, and a little from the camera. */
  private static final Vec3 ROUND = new Vec3(0, -0.55, 0.83);

  private final Camera camera;
  private final Light light;
  private final Outline outline;

  Painter(Camera camera, Light light) {
    this.camera = camera;
    this.light = light;
    this.outline = new Outline(camera, light);
  }

  /**
   * Paints figures over a backdrop.
   *
   * @param nearFirst the nearest figure first
   * @return the shapes of each figure's parts on the screen, in the same order
   */
  List<List<Shape>> paint(BufferedImage picture, List<Figure> nearFirst) {
    Graphics2D g = picture.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    nearFirst.forEach(figure -> shade(g, figure));
    if (light.isDark()) {
      nearFirst.forEach(figure -> beam(g, figure));
    }
    List<List<Drawn>> drawn = nearFirst.stream().map(this::drawn).toList();
    for (int i = drawn.size() - 1; i >= 0; i--) {
      for (Drawn part : drawn.get(i)) {
        g.setColor(part.colour());
        g.fill(part.shape());
      }
    }
    if (light.isDark()) {
      nearFirst.forEach(figure -> shine(g, figure));
    }
    g.dispose();
    return drawn.stream().map(parts -> parts.stream().map(Drawn::shape).toList()).toList();
  }

  /** Its shadow as one shape: where parts overlap it is no darker. */
  private void shade(Graphics2D g, Figure figure) {
    Path2D shadow = new Path2D.Double(Path2D.WIND_NON_ZERO);
    for (Part part : figure.parts()) {
      if (!(part instanceof Part.Face face) || face.normal().z() >= 0) {
        shadow.append(outline.shadow(part, figure.pose()), false);
      }
    }
    g.setColor(new Color(0, 0, 0, (float) light.shadow()));
    g.fill(shadow);
  }

  /** A part on the screen. */
  private record Drawn(Shape shape, Color colour) {}

  private List<Drawn> drawn(Figure figure) {
    Pose pose = figure.pose();
    double depth = figure.depth();
    List<Drawn> drawn = new ArrayList<>();
    for (Part part : figure.parts()) {
      if (part instanceof Part.Face face) {
        Vec3 normal = pose.turn(face.normal());
        if (camera.sees(pose.place(face.corners().get(0)), normal)) {
          Color colour =
              face.glows()
                  ? light.glowing(face.rgb(), depth)
                  : light.lit(face.rgb(), normal, depth);
          drawn.add(new Drawn(outline.of(face, pose), colour));
        }
      } else if (part instanceof Part.Limb limb) {
        Shape shape = outline.of(pose.place(limb.from()), pose.place(limb.to()), limb.radius());
        drawn.add(new Drawn(shape, light.lit(limb.rgb(), ROUND, depth)));
      } else if (part instanceof Part.Ball ball) {
        Vec3 centre = pose.place(ball.middle());
        Shape shape = outline.of(centre, centre, ball.radius());
        drawn.add(new Drawn(shape, light.lit(ball.rgb(), ROUND, depth)));
      }
    }
    return drawn;
  }

  /** Paints the light of the headlights on the road. */
  private void beam(Graphics2D g, Figure figure) {
    for (Part part : figure.parts()) {
      if (part instanceof Part.Face face && face.glows() && face.normal().x() > 0.9) {
        double x = face.corners().get(0).x();
        double y = face.corners().get(0).y();
        for (double reach : new double[] {4, 7, 10}) {
          List<Vec3> pool =
              List.of(
                  new Vec3(x + 0.5, y - 0.3, 0),
                  new Vec3(x + reach, y - 0.3 - 0.12 * reach, 0),
                  new Vec3(x + reach, y + 0.3 + 0.12 * reach, 0),
                  new Vec3(x + 0.5, y + 0.3, 0));
          g.setColor(BEAM);
          g.fill(outline.of(pool.stream().map(figure.pose()::place).toList()));
        }
      }
    }
  }

  /** The halo of each lamp that is seen. */
  private void shine(Graphics2D g, Figure figure) {
    for (Part part : figure.parts()) {
      if (part instanceof Part.Face face && face.glows()) {
        Vec3 normal = figure.pose().turn(face.normal());
        Vec3 at = figure.pose().place(face.corners().get(0));
        if (camera.sees(at, normal) && !camera.isBehind(at)) {
          halo(g, at, face.rgb());
        }
      }
    }
  }

  private void halo(Graphics2D g, Vec3 at, int rgb) {
    float radius = (float) (0.7 * camera.pixelsPerMetre(camera.depth(at)));
    if (radius < 2) {
      return;
    }
    Point2D centre = new Point2D.Double(camera.screenX(at), camera.screenY(at));
    Color bright = new Color((rgb & 0xffffff) | 0x90000000, true);
    Color nothing = new Color(rgb & 0xffffff, true);
    g.setPaint(
        new RadialGradientPaint(centre, radius, new float[] {0, 1}, new Color[] {bright, nothing}));
    int left = (int) (centre.getX() - radius);
    int top = (int) (centre.getY() - radius);
    g.fillRect(left, top, (int) (2 * radius) + 1, (int) (2 * radius) + 1);
  }

  /** Draws rain, other drops each time. */
  static void rain(BufferedImage picture, Random random) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    Graphics2D g = picture.createGraphics();
    g.setColor(RAINDROP);
    g.setStroke(new BasicStroke(1));
    int drops = width * height / 900;
    for (int i = 0; i < drops; i++) {
      double x = random.nextDouble() * width;
      double y = random.nextDouble() * height;
      double length = height * (0.02 + 0.03 * random.nextDouble());
      g.draw(new Line2D.Double(x, y, x - 0.15 * length, y + length));
    }
    g.dispose();
  }
}
