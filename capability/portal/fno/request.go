package fno

import (
	"bytes"
	"encoding/xml"

	"handback/capability"
	"handback/capability/portal"
)

// The names of SOAP 1.1, of the headers with a login, and of the third version
// of the service, the first that can be asked for a device.
const (
	soapNamespace  = "http://schemas.xmlsoap.org/soap/envelope/"
	loginNamespace = "urn:com.macrovision:flexnet/platform"

	DefaultNamespace = "urn:v3.fne.webservices.operations.flexnet.com"
)

// maxRecords is how many lines a call that changes something takes.
const maxRecords = 25

// deviceClass is what FlexNet Operations calls a device that holds its licenses
// itself.
const deviceClass = "CLIENT"

// hostTypes are the names of deviceIdTypeType where a device's own word for its
// kind of host ID is another. Any other word is the same in capitals.
var hostTypes = map[string]string{
	"MAC":       "ETHERNET",
	"UUID":      "VM_UUID",
	"CONTAINER": "CONTAINER_ID",
	"IPV4":      "INTERNET",
	"IPV6":      "INTERNET6",
}

// The elements of the requests, in the order of the service's description. The
// operation's element carries the namespace and hands it down to all below.
type (
	envelope struct {
		XMLName xml.Name `xml:"soapenv:Envelope"`
		SOAP    string   `xml:"xmlns:soapenv,attr"`
		Header  *header  `xml:"soapenv:Header"`
		Body    body     `xml:"soapenv:Body"`
	}
	header struct {
		User     loginPart `xml:"UserId"`
		Password loginPart `xml:"UserPassword"`
	}
	loginPart struct {
		Namespace string `xml:"xmlns,attr"`
		Text      string `xml:",chardata"`
	}
	body struct{ Operation any }

	deviceIdentifier struct {
		DeviceType    string `xml:"deviceType"`
		DeviceID      string `xml:"deviceId"`
		DeviceIDType  string `xml:"deviceIdType"`
		PublisherName string `xml:"publisherName,omitempty"`
	}

	generateRequest struct {
		XMLName xml.Name `xml:"generateCapabilityResponseRequest"`
		XMLNS   string   `xml:"xmlns,attr"`
		Request string   `xml:"request"` // base64
	}

	getDeviceRequest struct {
		XMLName xml.Name  `xml:"getDeviceRequest"`
		XMLNS   string    `xml:"xmlns,attr"`
		Device  deviceKey `xml:"deviceId"`
		Wanted  wanted    `xml:"responseConfig"`
	}
	deviceKey struct {
		ID            string `xml:"id"`
		IDType        string `xml:"idType"`
		PublisherName string `xml:"publisherName"`
		DeviceClass   string `xml:"deviceClass"`
	}
	wanted struct {
		Status            bool `xml:"status"`
		AddOnActivationID bool `xml:"addOnActivationId"`
		AddOnCounts       bool `xml:"addOnCounts"`
		AddOnLicense      bool `xml:"addOnLicense"`
		AddOnEntitlement  bool `xml:"addOnEntitlementId"`
		AddOnState        bool `xml:"addOnState"`
		LastRequestTime   bool `xml:"lastRequestTime"`
		LastSyncTime      bool `xml:"lastSyncTime"`
	}

	// lineItemsRequest is that of deleteAddonLineItems and decrementAddonLineItems.
	lineItemsRequest struct {
		XMLName xml.Name
		XMLNS   string      `xml:"xmlns,attr"`
		List    requestList `xml:"requestList"`
	}
	requestList struct {
		Device deviceIdentifier `xml:"deviceIdentifier"`
		Lines  []lineItem       `xml:"lineItem"`
	}
	lineItem struct {
		ActivationID capability.ActivationID `xml:"lineItemIdentifier>activationId"`
		Count        int                     `xml:"lineItemIdentifier>count,omitempty"` // taken off
	}

	obsoleteRequest struct {
		XMLName xml.Name         `xml:"obsoleteHostRequest"`
		XMLNS   string           `xml:"xmlns,attr"`
		Host    deviceIdentifier `xml:"host>hostIdentifier"`
	}
)

// operation is a call of the service: its name and the element of its request.
type operation struct {
	name    string
	request any
}

// encode writes a whole request.
func (o operation) encode(login *header) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString(xml.Header)
	err := xml.NewEncoder(&out).Encode(envelope{SOAP: soapNamespace, Header: login, Body: body{o.request}})
	return out.Bytes(), err
}

func (p *Portal) generate(request string) operation {
	return operation{"generateCapabilityResponse", generateRequest{XMLNS: p.namespace, Request: request}}
}

func (p *Portal) getDevice(host capability.HostID) operation {
	return operation{"getDevice", getDeviceRequest{
		XMLNS:  p.namespace,
		Device: deviceKey{ID: host.Value, IDType: p.hostType(host.Type), PublisherName: p.publisher, DeviceClass: deviceClass},
		Wanted: wanted{true, true, true, true, true, true, true, true},
	}}
}

// take is the operation that takes away lines of one kind: all units of each, or
// a count of each.
func (p *Portal) take(host capability.HostID, lines []portal.Removal) operation {
	name := "deleteAddonLineItems"
	if lines[0].Quantity > 0 {
		name = "decrementAddonLineItems"
	}
	list := requestList{Device: p.identify(host)}
	for _, l := range lines {
		list.Lines = append(list.Lines, lineItem{l.ActivationID, l.Quantity})
	}
	return operation{name, lineItemsRequest{XMLName: xml.Name{Local: name + "Request"}, XMLNS: p.namespace, List: list}}
}

func (p *Portal) obsolete(host capability.HostID) operation {
	return operation{"obsoleteHost", obsoleteRequest{XMLNS: p.namespace, Host: p.identify(host)}}
}

func (p *Portal) identify(host capability.HostID) deviceIdentifier {
	return deviceIdentifier{
		DeviceType: deviceClass, DeviceID: host.Value, DeviceIDType: p.hostType(host.Type), PublisherName: p.publisher,
	}
}
