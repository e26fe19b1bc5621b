// The guest's page begins here.
