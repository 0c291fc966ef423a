<gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml"/>
