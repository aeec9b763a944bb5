package dev.skipstream.source.street;

import dev.skipstream.source.street.StreetConditions.Weather;
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
import java.awt.image.DataBufferInt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * A fixed camera over a street of its own: houses, light, weather and traffic follow from the seed.
 *
 * <p>Threading: for one thread.
 */
public final class StreetCamera {
  private static final Color BEAM = new Color(255, 240, 200, 24);

  private final int width;
  private final int height;
  private final double seconds;
  private final StreetConditions conditions;
  private final Random random;
  private final Camera camera;
  private final Light light;
  private final Outline outline;
  private final BufferedImage backdrop;
  private final BufferedImage picture;
  private final List<Actor> furniture = new ArrayList<>();
  private final Traffic traffic;
  private final Visibility visibility;
  private final Sensor sensor;

  /** Sets a camera up; the same seed and view give the same frames. */
  public StreetCamera(long seed, StreetView view) {
    this.width = view.width();
    this.height = view.height();
    this.seconds = view.every().toNanos() / 1e9;
    // Random alone begins alike for seeds that are neighbours.
    this.random = new Random(new SplittableRandom(seed).nextLong());
    this.conditions = view.conditions(random);
    double yaw = Math.toRadians(80) * (random.nextDouble() - 0.5);
    Vec3 at =
        new Vec3(0, -Street.ROAD - 2 - 4.5 * random.nextDouble(), 4.2 + 2.8 * random.nextDouble());
    double pitch = Math.toRadians(14 + 9 * random.nextDouble());
    double fieldOfView = Math.toRadians(58 + 16 * random.nextDouble());
    this.camera = new Camera(at, yaw, pitch, fieldOfView, width, height);
    this.light = new Light(this.conditions, random);
    this.outline = new Outline(camera, light);
    double crossing = 9 * Math.tan(yaw) + 8 * (random.nextDouble() - 0.5);
    this.backdrop = Backdrop.paint(camera, light, random, crossing, width, height);
    this.picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    furnish(crossing);
    this.traffic = new Traffic(random, crossing, light.isDark());
    this.visibility = new Visibility(width, height);
    this.sensor = new Sensor(this.conditions, random);
  }

  /** Light and weather at this street. */
  public StreetConditions conditions() {
    return conditions;
  }

  private void furnish(double crossing) {
    Cast cast = new Cast(random, light.isDark());
    for (double x = -Street.END; x < Street.END; x += 11 + 6 * random.nextDouble()) {
      if (Math.abs(x - crossing) > 4) {
        Actor.Build build = random.nextInt(3) > 0 ? cast.tree() : cast.lamp();
        furniture.add(build.at(x, Street.ROAD + 0.5, -Math.PI / 2, 0));
      }
    }
  }

  /** Lets time pass, and takes the next picture. */
  public StreetFrame next() {
    traffic.advance(seconds);
    List<Actor> nearFirst = nearFirst();
    Graphics2D g = picture.createGraphics();
    g.drawImage(backdrop, 0, 0, null);
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    nearFirst.forEach(actor -> shade(g, actor));
    if (light.isDark()) {
      nearFirst.forEach(actor -> beam(g, actor));
    }
    List<StreetObject> objects = draw(g, nearFirst);
    if (light.isDark()) {
      nearFirst.forEach(actor -> shine(g, actor));
    }
    if (conditions.weather() == Weather.RAIN) {
      rain(g);
    }
    g.dispose();
    int[] pixels = ((DataBufferInt) picture.getRaster().getDataBuffer()).getData();
    return new StreetFrame(sensor.expose(pixels), width, height, objects);
  }

  private List<Actor> nearFirst() {
    List<Actor> seen = new ArrayList<>(furniture);
    seen.addAll(traffic.actors());
    seen.removeIf(actor -> !isInView(actor));
    seen.sort(Comparator.comparingDouble(this::depth));
    return seen;
  }

  private boolean isInView(Actor actor) {
    double depth = depth(actor);
    if (depth < 1.5) {
      return false;
    }
    double x = camera.screenX(ground(actor));
    double margin = 8 * camera.pixelsPerMetre(depth);
    return x > -margin && x < width + margin;
  }

  private double depth(Actor actor) {
    return camera.depth(ground(actor));
  }

  private static Vec3 ground(Actor actor) {
    return new Vec3(actor.x(), actor.y(), 0);
  }

  /** Its shadow as one shape: where parts overlap it is no darker. */
  private void shade(Graphics2D g, Actor actor) {
    Path2D shadow = new Path2D.Double(Path2D.WIND_NON_ZERO);
    for (Part part : actor.parts(camera)) {
      if (!(part instanceof Part.Face face) || face.normal().z() >= 0) {
        shadow.append(outline.shadow(part, actor.pose()), false);
      }
    }
    g.setColor(new Color(0, 0, 0, (float) light.shadow()));
    g.fill(shadow);
  }

  /** Draws the farthest first, and has what is seen of each found out from the nearest on. */
  private List<StreetObject> draw(Graphics2D g, List<Actor> nearFirst) {
    List<List<Drawn>> drawn = nearFirst.stream().map(this::drawn).toList();
    for (int i = drawn.size() - 1; i >= 0; i--) {
      for (Drawn part : drawn.get(i)) {
        g.setColor(part.colour());
        g.fill(part.shape());
      }
    }
    visibility.clear();
    List<StreetObject> objects = new ArrayList<>();
    for (int i = 0; i < drawn.size(); i++) {
      List<Shape> shapes = drawn.get(i).stream().map(Drawn::shape).toList();
      visibility.cover(nearFirst.get(i).kind(), shapes).ifPresent(objects::add);
    }
    return objects;
  }

  /** A part on the screen. */
  private record Drawn(Shape shape, Color colour) {}

  private List<Drawn> drawn(Actor actor) {
    Pose pose = actor.pose();
    double depth = depth(actor);
    List<Drawn> drawn = new ArrayList<>();
    for (Part part : actor.parts(camera)) {
      if (part instanceof Part.Face face) {
        Vec3 normal = new Pose(0, 0, pose.heading()).place(face.normal());
        if (camera.sees(pose.place(face.corners().get(0)), normal)) {
          Color colour =
              face.glows()
                  ? light.glowing(face.rgb(), depth)
                  : light.lit(face.rgb(), normal, depth);
          drawn.add(new Drawn(outline.of(face, pose), colour));
        }
      } else if (part instanceof Part.Limb limb) {
        Vec3 side = new Vec3(0, -0.6, 0.8);
        drawn.add(
            new Drawn(
                outline.of(pose.place(limb.from()), pose.place(limb.to()), limb.radius()),
                light.lit(limb.rgb(), side, depth)));
      } else if (part instanceof Part.Ball ball) {
        Vec3 centre = pose.place(ball.centre());
        drawn.add(
            new Drawn(
                outline.of(centre, centre, ball.radius()),
                light.lit(ball.rgb(), new Vec3(0, -0.5, 0.86), depth)));
      }
    }
    return drawn;
  }

  /** What the headlights throw on the road. */
  private void beam(Graphics2D g, Actor actor) {
    for (Part part : actor.parts(camera)) {
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
          g.fill(outline.of(pool.stream().map(actor.pose()::place).toList()));
        }
      }
    }
  }

  /** The halo of each lamp that is seen. */
  private void shine(Graphics2D g, Actor actor) {
    for (Part part : actor.parts(camera)) {
      if (part instanceof Part.Face face && face.glows()) {
        Vec3 normal = new Pose(0, 0, actor.heading()).place(face.normal());
        Vec3 at = actor.pose().place(face.corners().get(0));
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

  private void rain(Graphics2D g) {
    g.setColor(new Color(210, 218, 228, 70));
    g.setStroke(new BasicStroke(1));
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_OFF);
    int drops = width * height / 900;
    for (int i = 0; i < drops; i++) {
      double x = random.nextDouble() * width;
      double y = random.nextDouble() * height;
      double length = height * (0.02 + 0.03 * random.nextDouble());
      g.draw(new Line2D.Double(x, y, x - 0.15 * length, y + length));
    }
  }
}
