/**
 * Lines and zones in the picture of a camera, and the tracks that meet them. Starts at {@link
 * dev.skipstream.zones.ZonesFile} and {@link dev.skipstream.zones.RuleWatch}.
 *
 * <p>Exports {@link dev.skipstream.zones.AlertRule}, {@link dev.skipstream.zones.CameraRules},
 * {@link dev.skipstream.zones.Happening}, {@link dev.skipstream.zones.LineRule}, {@link
 * dev.skipstream.zones.RuleScope}, {@link dev.skipstream.zones.RuleSet}, {@link
 * dev.skipstream.zones.RuleVersion}, {@link dev.skipstream.zones.RuleVersions}, {@link
 * dev.skipstream.zones.RuleWatch}, {@link dev.skipstream.zones.Vertex}, {@link
 * dev.skipstream.zones.WatchState}, {@link dev.skipstream.zones.WatchStateFormat}, {@link
 * dev.skipstream.zones.WatchedFrame}, {@link dev.skipstream.zones.ZoneRule}, {@link
 * dev.skipstream.zones.ZonesException} and {@link dev.skipstream.zones.ZonesFile}. Hides YAML and
 * JTS.
 */
package dev.skipstream.zones;
