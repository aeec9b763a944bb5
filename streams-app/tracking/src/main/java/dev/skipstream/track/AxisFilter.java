package dev.skipstream.track;

/**
 * A Kalman filter with constant velocity for one coordinate. ByteTrack's filter has eight
 * dimensions, but its noises are diagonal, so that its four coordinates never mix: four filters of
 * two dimensions give the same result.
 *
 * @param value the estimate of the coordinate
 * @param velocity per second
 * @param valueVariance of the estimate
 * @param covariance of value and velocity
 * @param velocityVariance of the velocity
 */
record AxisFilter(
    double value,
    double velocity,
    double valueVariance,
    double covariance,
    double velocityVariance) {

  static AxisFilter at(double value, double valueDeviation, double velocityDeviation) {
    return new AxisFilter(
        value, 0, valueDeviation * valueDeviation, 0, velocityDeviation * velocityDeviation);
  }

  /**
   * Returns the estimate after a time.
   *
   * @param seconds for which the coordinate moves and becomes less certain
   * @param valueNoise variance that the value gains
   * @param velocityNoise variance that the velocity gains
   */
  AxisFilter after(double seconds, double valueNoise, double velocityNoise) {
    return new AxisFilter(
        value + velocity * seconds,
        velocity,
        valueVariance
            + 2 * seconds * covariance
            + seconds * seconds * velocityVariance
            + valueNoise,
        covariance + seconds * velocityVariance,
        velocityVariance + velocityNoise);
  }

  /** Returns the estimate after a measurement with a variance. */
  AxisFilter measured(double measurement, double noise) {
    double innovation = valueVariance + noise;
    double valueGain = valueVariance / innovation;
    double velocityGain = covariance / innovation;
    double surprise = measurement - value;
    return new AxisFilter(
        value + valueGain * surprise,
        velocity + velocityGain * surprise,
        valueVariance - valueGain * valueVariance,
        covariance - valueGain * covariance,
        velocityVariance - velocityGain * covariance);
  }

  AxisFilter standing() {
    return new AxisFilter(value, 0, valueVariance, covariance, velocityVariance);
  }
}
