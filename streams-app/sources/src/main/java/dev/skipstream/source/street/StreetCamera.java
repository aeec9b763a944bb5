package dev.skipstream.source.street;

import dev.skipstream.source.street.StreetConditions.Weather;
import java.awt.Shape;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * A fixed camera over a street of its own: houses, light, weather and traffic follow from the seed.
 *
 * <p>Threading: for one thread.
 */
public final class StreetCamera {
  /** Minimum depth in metres: a nearer object would fill the image. */
  private static final double LEAST_DEPTH = 1.5;

  /** Metres that anything may reach out of its place, its shadow included. */
  private static final double WIDEST = 8;

  private final int width;
  private final int height;
  private final Duration every;
  private final StreetConditions conditions;
  private final Random random;
  private final Camera camera;
  private final Light light;
  private final BufferedImage backdrop;
  private final BufferedImage picture;
  private final List<Actor> furniture = new ArrayList<>();
  private final Traffic traffic;
  private final Painter painter;
  private final Visibility visibility;
  private final Sensor sensor;

  /** Sets a camera up; the same seed and view give the same frames. */
  public StreetCamera(long seed, StreetView view) {
    this.width = view.width();
    this.height = view.height();
    this.every = view.every();
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
    this.painter = new Painter(camera, light);
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

  /** Lets the view's time between frames pass, and takes the next picture. */
  public StreetFrame next() {
    return next(every);
  }

  /** Lets time pass, and takes the next picture. */
  StreetFrame next(Duration gap) {
    traffic.advance(gap.toNanos() / 1e9);
    backdrop.copyData(picture.getRaster());
    List<Figure> nearFirst = nearFirst();
    List<List<Shape>> shapes = painter.paint(picture, nearFirst);
    if (conditions.weather() == Weather.RAIN) {
      Painter.rain(picture, random);
    }
    int[] pixels = ((DataBufferInt) picture.getRaster().getDataBuffer()).getData();
    return new StreetFrame(sensor.expose(pixels), width, height, truth(nearFirst, shapes));
  }

  private List<StreetObject> truth(List<Figure> nearFirst, List<List<Shape>> shapes) {
    visibility.clear();
    List<StreetObject> objects = new ArrayList<>();
    for (int i = 0; i < nearFirst.size(); i++) {
      long number = nearFirst.get(i).number();
      visibility
          .cover(nearFirst.get(i).kind(), shapes.get(i))
          .ifPresent(object -> objects.add(object.of(number)));
    }
    return objects;
  }

  private List<Figure> nearFirst() {
    return Stream.concat(furniture.stream(), traffic.actors().stream())
        .filter(this::isInView)
        .map(actor -> actor.seenBy(camera))
        .sorted(Comparator.comparingDouble(Figure::depth))
        .toList();
  }

  private boolean isInView(Actor actor) {
    Vec3 ground = new Vec3(actor.x(), actor.y(), 0);
    double depth = camera.depth(ground);
    if (depth < LEAST_DEPTH) {
      return false;
    }
    double x = camera.screenX(ground);
    double margin = WIDEST * camera.pixelsPerMetre(depth);
    return x > -margin && x < width + margin;
  }
}
