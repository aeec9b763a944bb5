package dev.skipstream.source.street;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The vehicles, riders and pedestrians of a street.
 *
 * <p>Vehicles keep their distance and stop for people on the crossing; people wait at the kerb
 * while one is near.
 *
 * <p>Threading: for one thread.
 */
final class Traffic {
  private static final double GAP = 2.2;
  private static final double HEADWAY_SECONDS = 0.9;
  private static final double SETTLING_SECONDS = 40;
  private static final double SETTLING_STEP = 0.2;

  private final Random random;
  private final Cast cast;
  private final double crossing;
  private final double density;
  private final List<Actor> actors = new ArrayList<>();

  /** The number of objects that have entered the street. */
  private long entered;

  /**
   * Creates a street that already has traffic.
   *
   * @param crossing the x coordinate at which people cross
   * @param lights true if vehicles have their lights on
   */
  Traffic(Random random, double crossing, boolean lights) {
    this.random = random;
    this.cast = new Cast(random, lights);
    this.crossing = crossing;
    this.density = 0.6 + 0.9 * random.nextDouble();
    for (double t = 0; t < SETTLING_SECONDS; t += SETTLING_STEP) {
      advance(SETTLING_STEP);
    }
  }

  List<Actor> actors() {
    return actors;
  }

  /** Lets time pass. */
  void advance(double seconds) {
    enter(seconds);
    for (Actor actor : actors) {
      actor.move(seconds * speed(actor));
    }
    for (Iterator<Actor> each = actors.iterator(); each.hasNext(); ) {
      Actor actor = each.next();
      boolean across = Math.abs(Math.sin(actor.heading())) > 0.5;
      if (across
          ? gone(actor.y(), Math.sin(actor.heading()), Street.PAVEMENT)
          : gone(actor.x(), Math.cos(actor.heading()), Street.END)) {
        each.remove();
      }
    }
  }

  private static boolean gone(double position, double direction, double end) {
    return direction * position > end;
  }

  private void enter(double seconds) {
    for (int side = -1; side <= 1; side += 2) {
      double heading = side < 0 ? 0 : Math.PI;
      double start = side * Street.END;
      if (happens(0.22, seconds)) {
        enterLane(cast.vehicle(), start, side * Street.LANE, heading, 7 + 5 * random.nextDouble());
      }
      if (happens(0.09, seconds)) {
        enterLane(
            cast.cyclist(), start, side * Street.BICYCLES, heading, 3.5 + 2 * random.nextDouble());
      }
      for (double direction : new double[] {0, Math.PI}) {
        if (happens(0.1, seconds)) {
          double y = side * (Street.ROAD + 0.8 + 2.4 * random.nextDouble());
          double from = direction == 0 ? -Street.END : Street.END;
          double pace = 1 + 0.6 * random.nextDouble();
          add(cast.person().at(from, y, direction, pace));
          if (random.nextInt(3) == 0) {
            double ahead = direction == 0 ? 0.9 : -0.9;
            add(cast.dog().at(from + ahead, y + 0.5, direction, pace));
          }
        }
      }
      if (happens(0.07, seconds)) {
        double x = crossing + Street.CROSSING * (random.nextDouble() - 0.5);
        add(
            cast.person()
                .at(
                    x,
                    side * (Street.ROAD + 3),
                    side < 0 ? Math.PI / 2 : -Math.PI / 2,
                    1.1 + 0.5 * random.nextDouble()));
      }
    }
  }

  private void enterLane(Actor.Build build, double x, double y, double heading, double speed) {
    Actor actor = build.at(x, y, heading, speed);
    if (ahead(actor).stream().noneMatch(other -> gapTo(actor, other) < GAP)) {
      add(actor);
    }
  }

  private void add(Actor actor) {
    entered++;
    actor.number(entered);
    actors.add(actor);
  }

  private boolean happens(double perSecond, double seconds) {
    return random.nextDouble() < density * perSecond * seconds;
  }

  private double speed(Actor actor) {
    if (!isVehicle(actor)) {
      return waits(actor) ? 0 : actor.cruise();
    }
    double room = Double.MAX_VALUE;
    for (Actor other : ahead(actor)) {
      room = Math.min(room, gapTo(actor, other) - GAP);
    }
    double toCrossing = alongTo(actor, crossing) - Street.CROSSING - 1 - actor.length() / 2;
    if (toCrossing > 0 && isOccupied()) {
      room = Math.min(room, toCrossing);
    }
    return Math.max(0, Math.min(actor.cruise(), room / HEADWAY_SECONDS));
  }

  private static boolean isVehicle(Actor actor) {
    return actor
        .kind()
        .filter(kind -> kind != StreetClass.PERSON && kind != StreetClass.DOG)
        .isPresent();
  }

  private List<Actor> ahead(Actor actor) {
    List<Actor> ahead = new ArrayList<>();
    for (Actor other : actors) {
      if (other != actor
          && isVehicle(other)
          && other.heading() == actor.heading()
          && Math.abs(other.y() - actor.y()) < 1
          && alongTo(actor, other.x()) >= 0) {
        ahead.add(other);
      }
    }
    return ahead;
  }

  /** Metres in the direction of travel. */
  private static double alongTo(Actor actor, double x) {
    return (x - actor.x()) * Math.cos(actor.heading());
  }

  private static double gapTo(Actor actor, Actor other) {
    return alongTo(actor, other.x()) - (actor.length() + other.length()) / 2;
  }

  private static boolean crosses(Actor actor) {
    return actor.kind().equals(Optional.of(StreetClass.PERSON))
        && Math.abs(Math.sin(actor.heading())) > 0.5;
  }

  private boolean isOccupied() {
    return actors.stream().anyMatch(actor -> crosses(actor) && Math.abs(actor.y()) < Street.ROAD);
  }

  /** Returns if an actor waits at the kerb: a vehicle is near that would have to brake hard. */
  private boolean waits(Actor actor) {
    double toKerb = Math.abs(actor.y()) - Street.ROAD;
    if (!crosses(actor)
        || toKerb < 0
        || toKerb > 0.4
        || actor.y() * Math.sin(actor.heading()) > 0) {
      return false;
    }
    for (Actor other : actors) {
      double along = alongTo(other, crossing);
      if (isVehicle(other)
          && along > -Street.CROSSING - other.length()
          && along < Street.CROSSING + 9 + other.length() / 2) {
        return true;
      }
    }
    return false;
  }
}
